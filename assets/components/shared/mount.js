// One view for each place of a component: made where it is mounted, told of new data, closed when it goes.

/** A component's default export, from what makes its view in a parent element: {update(data, component), close()}. */
function mounted(makeView) {
  const views = new WeakMap();
  return (component) => {
    const { parentElement } = component;
    if (!views.has(parentElement)) views.set(parentElement, makeView(parentElement));
    views.get(parentElement).update(component.data, component);
    return () => {
      views.get(parentElement)?.close();
      views.delete(parentElement);
    };
  };
}
