// The address of the page says what a person chose in Python's widgets, as it does of components.
//
// Python writes its own copy of the address, in which nothing stands that components have written since; so it
// leaves that to this. data: {run, values: {name: value, or null where it goes without saying}}

export default function ({ data }) {
  writeLink(data.values);
}
