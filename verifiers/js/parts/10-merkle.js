(function (Eal) {
  const LEAF = Uint8Array.of(0);
  const NODE = Uint8Array.of(1);

  /** The leaf hash of an entry's bytes (RFC 6962, 2.1). */
  Eal.leafHash = (bytes) => Eal.sha256(Eal.concat(LEAF, bytes));

  /** The hash of two subtrees. */
  Eal.nodeHash = (left, right) => Eal.sha256(Eal.concat(NODE, left, right));

  /** A tree that grows; every earlier root can be asked for, from the size on at which it was taken up (`frontier`: hashes). */
  Eal.Tree = class Tree {
    constructor(size = 0, frontier = []) {
      this.levels = [[]];
      const left = [...frontier].reverse();
      for (let level = 0, count = size; count; level++, count = Math.floor(count / 2)) {
        this.levels[level] = [];
        this.levels[level].length = count;
        if (count % 2) this.levels[level][count - 1] = left.shift();
      }
    }

    get size() {
      return this.levels[0].length;
    }

    add(leaf) {
      for (let level = 0, hash = leaf; ; level++) {
        if (!this.levels[level]) this.levels.push([]);
        const row = this.levels[level];
        row.push(hash);
        if (row.length % 2) return;
        hash = Eal.nodeHash(row[row.length - 2], hash);
      }
    }

    /** The root of the first `size` leaves. */
    root(size) {
      let root = null;
      for (let level = 0, left = size; left; level++, left = Math.floor(left / 2)) {
        if (!(left % 2)) continue;
        const subtree = this.levels[level][left - 1];
        root = root ? Eal.nodeHash(subtree, root) : subtree;
      }
      return root || Eal.sha256(new Uint8Array(0));
    }
  };

  const areHashes = (proof) => proof.every((hash) => hash.length === 32);

  /** The root that an inclusion proof leads to (RFC 9162, 2.1.3.2), or `null`. Numbers are BigInt. */
  Eal.rootFromInclusion = function (leaf, index, size, proof) {
    if (index < 0n || index >= size || leaf.length !== 32 || !areHashes(proof)) return null;
    let [node, last, root] = [index, size - 1n, leaf];
    for (const hash of proof) {
      if (last === 0n) return null;
      if (node & 1n || node === last) {
        root = Eal.nodeHash(hash, root);
        while (!(node & 1n) && node) [node, last] = [node >> 1n, last >> 1n];
      } else root = Eal.nodeHash(root, hash);
      [node, last] = [node >> 1n, last >> 1n];
    }
    return last === 0n ? root : null;
  };

  /** The root of a tree of which neighbours are known from place `first` on, or `null`; `beside`: the largest subtrees that hold none of them. */
  Eal.rootFromRange = function (leaves, first, size, beside) {
    const [end, left] = [first + leaves.length, [...beside]];
    if (!leaves.length || end > size || !areHashes(beside)) return null;
    const node = (low, high) => {
      if (high <= first || low >= end) return left.shift() || null;
      if (high - low === 1) return leaves[low - first];
      let half = 1;
      while (half * 2 < high - low) half *= 2;
      const one = node(low, low + half);
      const other = one && node(low + half, high);
      return other && Eal.nodeHash(one, other);
    };
    const root = node(0, size);
    return left.length ? null : root;
  };

  /** Whether a consistency proof shows that the larger tree continues the smaller (RFC 9162, 2.1.4.2). */
  Eal.isConsistent = function (oldSize, oldRoot, newSize, newRoot, proof) {
    if (oldRoot.length !== 32 || newRoot.length !== 32 || !areHashes(proof)) return false;
    if (oldSize > newSize) return false;
    if (oldSize === newSize) return proof.length === 0 && Eal.same(oldRoot, newRoot);
    if (oldSize === 0n) return proof.length === 0 && Eal.same(oldRoot, Eal.sha256(new Uint8Array(0)));
    const isPower = (oldSize & (oldSize - 1n)) === 0n;
    const path = isPower ? [oldRoot, ...proof] : proof;
    const roots = path.length ? climbed(oldSize - 1n, newSize - 1n, path) : null;
    return roots !== null && Eal.same(roots[0], oldRoot) && Eal.same(roots[1], newRoot);
  };

  function climbed(node, last, path) {
    while (node & 1n) [node, last] = [node >> 1n, last >> 1n];
    let [older, newer] = [path[0], path[0]];
    for (const hash of path.slice(1)) {
      if (last === 0n) return null;
      if (node & 1n || node === last) {
        older = Eal.nodeHash(hash, older);
        newer = Eal.nodeHash(hash, newer);
        while (!(node & 1n) && node) [node, last] = [node >> 1n, last >> 1n];
      } else newer = Eal.nodeHash(newer, hash);
      [node, last] = [node >> 1n, last >> 1n];
    }
    return last === 0n ? [older, newer] : null;
  }
})(Eal);
