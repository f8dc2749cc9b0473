// The dictionary of a run on text: a card a feature, with the words that it adds.

const FIRST_CARDS_OF_ATOMS = 24;

class AtomCards {
  constructor({ choose }) {
    this.choose = choose;
    this.all = false;
    this.cards = make("div", { class: "wall-cards" });
    this.more = make("button", { type: "button", hidden: true, onclick: () => {
      this.all = !this.all;
      this.draw(...this.shown);
    } });
    this.root = make("div", {}, this.cards, this.more);
  }

  draw(atoms, order, chosen) {
    this.shown = [atoms, order, chosen];
    const focus = this.root.getRootNode().activeElement?.dataset?.feature;
    const shown = this.all ? order : order.slice(0, FIRST_CARDS_OF_ATOMS);
    this.cards.replaceChildren(...shown.map((feature) => this.card(atoms, feature, chosen)));
    this.more.hidden = order.length <= FIRST_CARDS_OF_ATOMS;
    this.more.textContent = this.all ? `Show ${FIRST_CARDS_OF_ATOMS}` : `Show all ${order.length}`;
    if (focus !== undefined) this.cards.querySelector(`[data-feature="${focus}"]`)?.focus();
  }

  card(atoms, feature, chosen) {
    return make("button", { type: "button", class: atoms.density[feature] ? "wall-words" : "wall-words dead", "data-feature": String(feature),
      "aria-pressed": String(feature === chosen), onclick: () => this.choose(feature) },
    make("span", { class: "wall-head" }, make("strong", { text: `Feature ${feature}` }), make("span", { class: "quiet", text: firingOf(atoms.density[feature]) })),
    make("span", { text: wordsOf(atoms.words[feature], 8) }));
  }
}
