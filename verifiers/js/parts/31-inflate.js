(function (Eal) {
  const refuse = (found) => {
    throw new Eal.Refusal('bundle_damaged', found);
  };
  const LENGTH_BASE = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
  const LENGTH_BITS = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
  const DISTANCE_BASE = [1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577];
  const DISTANCE_BITS = [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13];
  const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

  /** The code of these lengths: how many codes a length has, and the symbols in order. */
  function huffman(lengths, mayBeIncomplete) {
    const counts = new Uint16Array(16);
    for (const length of lengths) counts[length]++;
    const starts = new Uint16Array(16);
    let left = 1;
    for (let bits = 1; bits < 16; bits++) {
      left = 2 * left - counts[bits];
      if (left < 0) refuse('too many codes');
      if (bits < 15) starts[bits + 1] = starts[bits] + counts[bits];
    }
    const isSingle = lengths.length - counts[0] <= 1 && counts[1] <= 1;
    if (left > 0 && !(mayBeIncomplete && isSingle)) refuse('too few codes');
    const symbols = new Uint16Array(lengths.length);
    lengths.forEach((length, symbol) => {
      if (length) symbols[starts[length]++] = symbol;
    });
    counts[0] = 0;
    return { counts, symbols };
  }

  /** A stream of RFC 1951, unpacked to at most `max` bytes. */
  class Inflater {
    constructor(input, max) {
      [this.input, this.at, this.word, this.have] = [input, 0, 0, 0];
      [this.out, this.size, this.max] = [new Uint8Array(Math.min(max, 65536)), 0, max];
    }

    bits(count) {
      while (this.have < count) {
        if (this.at >= this.input.length) refuse('the packed data ends');
        this.word |= this.input[this.at++] << this.have;
        this.have += 8;
      }
      const value = this.word & ((1 << count) - 1);
      this.word >>>= count;
      this.have -= count;
      return value;
    }

    symbol({ counts, symbols }) {
      for (let bits = 1, code = 0, first = 0, index = 0; bits < 16; bits++) {
        code |= this.bits(1);
        if (code - counts[bits] < first) return symbols[index + code - first];
        index += counts[bits];
        first = (first + counts[bits]) << 1;
        code <<= 1;
      }
      return refuse('no such code');
    }

    get isFull() {
      return this.size >= this.max;
    }

    put(byte) {
      if (this.size === this.out.length) {
        const more = new Uint8Array(Math.min(this.max, 2 * this.size));
        more.set(this.out);
        this.out = more;
      }
      this.out[this.size++] = byte;
    }

    stored() {
      [this.word, this.have] = [0, 0];
      const [size, inverse] = [this.bits(16), this.bits(16)];
      if (size !== (~inverse & 0xffff)) refuse('a stored block');
      for (let i = 0; i < size && !this.isFull; i++) this.put(this.bits(8));
    }

    tables() {
      const [literals, distances, codes] = [this.bits(5) + 257, this.bits(5) + 1, this.bits(4) + 4];
      if (literals > 286 || distances > 30) refuse('too many symbols');
      const sizes = Array(19).fill(0);
      for (let i = 0; i < codes; i++) sizes[ORDER[i]] = this.bits(3);
      const lengths = this.lengths(huffman(sizes, false), literals + distances);
      if (!lengths[256]) refuse('no end of block');
      return [huffman(lengths.slice(0, literals), true), huffman(lengths.slice(literals), true)];
    }

    lengths(table, count) {
      const lengths = [];
      while (lengths.length < count) {
        const symbol = this.symbol(table);
        if (symbol < 16) lengths.push(symbol);
        else this.repeat(lengths, symbol);
      }
      return lengths.length === count ? lengths : refuse('too many lengths');
    }

    repeat(lengths, symbol) {
      if (symbol === 16 && !lengths.length) refuse('nothing to repeat');
      const value = symbol === 16 ? lengths[lengths.length - 1] : 0;
      const times = { 16: () => 3 + this.bits(2), 17: () => 3 + this.bits(3), 18: () => 11 + this.bits(7) }[symbol]();
      for (let i = 0; i < times; i++) lengths.push(value);
    }

    packed([literals, distances]) {
      while (!this.isFull) {
        const symbol = this.symbol(literals);
        if (symbol === 256) return;
        if (symbol < 256) this.put(symbol);
        else this.copy(symbol - 257, distances);
      }
    }

    copy(kind, distances) {
      if (kind > 28) refuse('a length');
      const length = LENGTH_BASE[kind] + this.bits(LENGTH_BITS[kind]);
      const far = this.symbol(distances);
      if (far > 29) refuse('a distance');
      const distance = DISTANCE_BASE[far] + this.bits(DISTANCE_BITS[far]);
      if (distance > this.size) refuse('a distance before the beginning');
      for (let i = 0; i < length && !this.isFull; i++) this.put(this.out[this.size - distance]);
    }

    all() {
      for (let isLast = 0; !isLast && !this.isFull; ) {
        isLast = this.bits(1);
        const kind = this.bits(2);
        if (kind === 0) this.stored();
        else if (kind === 1) this.packed(FIXED);
        else if (kind === 2) this.packed(this.tables());
        else refuse('a block');
      }
      return this.out.subarray(0, this.size);
    }
  }

  const fixedLengths = Array.from({ length: 288 }, (_, n) => (n < 144 ? 8 : n < 256 ? 9 : n < 280 ? 7 : 8));
  const FIXED = [huffman(fixedLengths, false), huffman(Array(30).fill(5).concat(5, 5), false)];

  /** Unpacks deflated bytes (RFC 1951), stopping at `max`; refuses with `bundle_damaged`. */
  Eal.inflate = (input, max) => new Inflater(input, max).all();
})(Eal);
