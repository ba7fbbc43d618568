(function (Eal) {
  /** A link into an entry that was read: `null` where it holds, else what was expected and named. */
  function linkInto({ base, entries }, position) {
    const entry = entries[position];
    // What the first entry of a bundle that goes on names is the hash of one that is not here.
    if (!entry.entry || (base && position === 0)) return null;
    const before = position ? entries[position - 1] : null;
    const expected = before ? before.leaf : null;
    return entry.previous === expected ? null : { before: before ? before.index : -1, entry, expected };
  }

  /** Which entry a single broken link is told of: the earlier, or the first that is missing or double between the two. */
  function between({ before, entry }) {
    if (entry.index === before + 1) return Math.max(before, 0);
    return Math.min(before + 1, entry.index);
  }

  /** Whether the last entry, with the hash that it should name, gives the root of the checkpoint: then it alone was changed. */
  function isRepaired(record, link) {
    const stated = record.checkpoint && record.checkpoint.stated;
    if (!stated || link.entry.position !== record.entries.length - 1) return false;
    const repaired = Eal.encode({ ...link.entry.entry, previous: link.expected });
    const tree = record.grown();
    for (const { leaf } of record.entries.slice(0, -1)) tree.add(Eal.unhex(leaf));
    tree.add(Eal.leafHash(repaired));
    return Eal.same(tree.root(tree.size), stated.root);
  }

  /**
   * The broken links, each told of the entry that was changed (docs/spec 10): an entry with both its links
   * broken once, by its own index. `soundUntil`: the last position up to which
   * every line was read, stands in its place, and every link holds.
   */
  Eal.brokenLinks = function (record) {
    const broken = [];
    let waiting = null;
    let soundUntil = Infinity;
    const tell = (link, index) => broken.push({ index, expected: link.expected, found: link.entry.previous });
    for (let position = 0; position < record.entries.length; position++) {
      const link = linkInto(record, position);
      const { entry, refused } = record.entries[position];
      const isSound = !link && !refused && entry.index === (position ? record.entries[position - 1].index + 1 : record.base);
      if (!isSound && soundUntil === Infinity) soundUntil = position - 1;
      if (waiting && link) {
        tell(waiting, waiting.entry.index);
        waiting = null;
      } else {
        if (waiting) tell(waiting, between(waiting));
        waiting = link;
      }
    }
    if (waiting) tell(waiting, isRepaired(record, waiting) ? waiting.entry.index : between(waiting));
    return { broken, soundUntil };
  };
})(Eal);
