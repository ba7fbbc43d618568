// State seals: where rows are placed, the sheets of keys, the state root; what a sealing act may say.
// Source: docs/spec sections 14.1 and 14.2.
(function (Eal) {
  const AFTER_MOST = 10000;
  const UNTOUCHED = ['act', 'contest', 'decision', 'election', 'run'];

  const kindOf = (key) => key.slice(0, key.indexOf(':'));
  const restOf = (key) => key.slice(key.indexOf(':') + 1);

  /** The key that a subject key is written as. */
  function keyOf(subject) {
    const kind = kindOf(subject);
    if (kind === 'decision') return `act:${restOf(subject)}`;
    return kind === 'poll' || kind === 'count' ? `unit:${restOf(subject).split('/')[1]}` : subject;
  }

  const BY_VERB = {
    lift: (row) => [`act:${Eal.actOf(row.target)}`],
    widen: (row) => [`act:${Eal.actOf(row.target)}`],
    narrow: (row) => [`act:${Eal.actOf(row.target)}`],
    due: (row) => [keyOf(row.target.slice(row.target.indexOf('/') + 1))],
    done: (row) => [keyOf(row.target.slice(row.target.indexOf('/') + 1))],
    title: (row) => [row.target],
    allocate: (row) => [row.target],
  };

  function effectKeys(row, rows) {
    if (row.verb === 'link') return [];
    const units = rows.filter((one) => one.table === 'effect_unit' && one.effect === row.id).map((one) => `unit:${one.unit}`);
    const run = row.run !== null && units.length === 0 ? [`run:${row.run}`] : [];
    const named = BY_VERB[row.verb] ? BY_VERB[row.verb](row) : [];
    return [`act:${row.act}`, ...units, ...run, ...named];
  }

  const PLACED = {
    law(row) {
      const suspect = row.kind === 'key' && row.doc !== null && row.doc.suspect_from !== null;
      return [`law:${row.kind}/${row.id}`, ...(suspect ? ['law:suspect'] : [])];
    },
    subject: (row) => [row.key, ...(row.parent === null ? [] : [row.parent])].map(keyOf),
    member: (row) => [`unit_list:${row.list}`],
    status: (row) => [keyOf(row.subject)],
    amount: (row) => [keyOf(row.holder)],
    figure: (row) => [`form:${row.form}`],
    effect: effectKeys,
    effect_unit: (row) => [`unit:${row.unit}`],
  };

  /** The rows of an entry by the key on which they are placed: Map key → rows, in order. */
  function placed(rows) {
    const found = new Map();
    const put = (key, row) => found.set(key, [...(found.get(key) || []), row]);
    const [act, ...others] = rows;
    const touched = others.filter((row) => row.table === 'touch' && !UNTOUCHED.includes(kindOf(row.key)));
    for (const row of touched) if (!found.has(keyOf(row.key))) put(keyOf(row.key), act);
    for (const row of others) {
      for (const key of new Set(PLACED[row.table] ? PLACED[row.table](row, others) : [])) {
        if (!found.has(key)) put(key, act);
        put(key, row);
      }
    }
    return found;
  }

  /** The sheets of all keys as entries are taken; the root at any position that was. */
  class Seals {
    constructor() {
      Object.assign(this, { waiting: [], sheets: new Map(), last: 0 });
    }

    /** The rows of an admitted entry, the act row first. */
    take(item, rows) {
      this.waiting.push({ index: item.index, leaf: item.leaf, rows });
    }

    // Chains are only wanted where something is sealed.
    settle() {
      for (const { index, leaf, rows } of this.waiting) {
        for (const [key, own] of placed(rows)) this.extend(key, index, leaf, own);
      }
      this.waiting = [];
    }

    extend(key, index, leaf, rows) {
      if (!this.sheets.has(key)) this.sheets.set(key, []);
      const states = this.sheets.get(key);
      const before = states.length > 0 ? states[states.length - 1] : { acts: 0, chain: new Uint8Array(32) };
      const lines = Eal.utf8(rows.map((row) => `${Eal.encodeText(row)}\n`).join(''));
      const chain = Eal.sha256(Eal.concat(before.chain, Eal.unhex(leaf), lines));
      states.push({ acts: before.acts + 1, chain, index });
    }

    /** The state root at a position and the number of sheets: `{root, sheets}`. */
    at(position) {
      this.settle();
      const leaves = [];
      for (const key of [...this.sheets.keys()].sort(Eal.order)) {
        const states = this.sheets.get(key);
        let n = states.length - 1;
        while (n >= 0 && states[n].index >= position) n -= 1;
        if (n >= 0) leaves.push({ acts: states[n].acts, chain: Eal.hex(states[n].chain), key });
      }
      const tree = new Eal.Tree();
      for (const sheet of leaves) tree.add(Eal.leafHash(Eal.encode(sheet)));
      return { root: Eal.hex(tree.root(leaves.length)), sheets: leaves.length };
    }

    /** The code of what is wrong with a seal in an entry of this index, or null. */
    fault({ position, root, sheets }, index) {
      if (position === 0 || position > index || position < index - AFTER_MOST || position <= this.last) return 'seal_position';
      const found = this.at(position);
      return found.root === root && found.sheets === sheets ? null : 'seal_differs';
    }
  }

  /** Whether an act is a state seal. */
  const isSeal = (act) => act.events.length === 1 && act.events[0].type === 'state.sealed';

  Object.assign(Eal, { Seals, isSeal });
})(Eal);
