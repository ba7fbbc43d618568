(function (Eal) {
  /** The first `count` primes. */
  function primes(count) {
    const found = [];
    for (let n = 2; found.length < count; n++) if (found.every((p) => n % p)) found.push(n);
    return found;
  }

  /** The largest integer whose `k`-th power is at most `n`. */
  function root(n, k) {
    let low = 0n;
    let high = 1n << 130n;
    while (low < high) {
      const middle = (low + high + 1n) >> 1n;
      if (middle ** k <= n) low = middle;
      else high = middle - 1n;
    }
    return low;
  }

  /** The first `bits` bits of the fraction of the `k`-th root of `n` (FIPS 180-4, 4.2 and 5.3). */
  function fraction(n, k, bits) {
    return root(BigInt(n) << (bits * k), k) & ((1n << bits) - 1n);
  }

  const K256 = Int32Array.from(primes(64), (p) => Number(fraction(p, 3n, 32n)) | 0);
  const H256 = Int32Array.from(primes(8), (p) => Number(fraction(p, 2n, 32n)) | 0);
  const W = new Int32Array(64);

  /** Pads as FIPS 180-4 does: to a multiple of `block`, with a length of `block / 8` bytes. */
  function padded(bytes, block) {
    const tail = block / 8;
    const size = Math.ceil((bytes.length + 1 + tail) / block) * block;
    const all = new Uint8Array(size);
    all.set(bytes);
    all[bytes.length] = 128;
    new DataView(all.buffer).setUint32(size - 8, Math.floor(bytes.length / 0x20000000));
    new DataView(all.buffer).setUint32(size - 4, (bytes.length << 3) >>> 0);
    return new DataView(all.buffer);
  }

  function schedule256(view, at) {
    for (let t = 0; t < 16; t++) W[t] = view.getInt32(at + 4 * t);
    for (let t = 16; t < 64; t++) {
      const x = W[t - 15];
      const y = W[t - 2];
      const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
      const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
      W[t] = (W[t - 16] + s0 + W[t - 7] + s1) | 0;
    }
  }

  function rounds256(state) {
    let [a, b, c, d, e, f, g, h] = state;
    for (let t = 0; t < 64; t++) {
      const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const t1 = (h + s1 + ((e & f) ^ (~e & g)) + K256[t] + W[t]) | 0;
      const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + t1) | 0;
      d = c;
      c = b;
      b = a;
      a = (t1 + t2) | 0;
    }
    [a, b, c, d, e, f, g, h].forEach((value, i) => (state[i] = (state[i] + value) | 0));
  }

  /** SHA-256 (FIPS 180-4): 32 bytes. */
  Eal.sha256 = function (bytes) {
    const state = Int32Array.from(H256);
    const view = padded(bytes, 64);
    for (let at = 0; at < view.byteLength; at += 64) {
      schedule256(view, at);
      rounds256(state);
    }
    const out = new DataView(new ArrayBuffer(32));
    state.forEach((value, i) => out.setInt32(4 * i, value));
    return new Uint8Array(out.buffer);
  };

  // SHA-512 on BigInt words: slow, and needed for single notes and signatures only.
  const K512 = primes(80).map((p) => fraction(p, 3n, 64n));
  const H512 = primes(8).map((p) => fraction(p, 2n, 64n));
  const ALL = (1n << 64n) - 1n;
  const turned = (x, n) => ((x >> n) | (x << (64n - n))) & ALL;

  function schedule512(view, at) {
    const w = [];
    for (let t = 0; t < 16; t++) w.push(view.getBigUint64(at + 8 * t));
    for (let t = 16; t < 80; t++) {
      const s0 = turned(w[t - 15], 1n) ^ turned(w[t - 15], 8n) ^ (w[t - 15] >> 7n);
      const s1 = turned(w[t - 2], 19n) ^ turned(w[t - 2], 61n) ^ (w[t - 2] >> 6n);
      w.push((w[t - 16] + s0 + w[t - 7] + s1) & ALL);
    }
    return w;
  }

  function rounds512(state, w) {
    let [a, b, c, d, e, f, g, h] = state;
    for (let t = 0; t < 80; t++) {
      const s1 = turned(e, 14n) ^ turned(e, 18n) ^ turned(e, 41n);
      const t1 = h + s1 + ((e & f) ^ (~e & ALL & g)) + K512[t] + w[t];
      const s0 = turned(a, 28n) ^ turned(a, 34n) ^ turned(a, 39n);
      const t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) & ALL, c, b, a, (t1 + t2) & ALL];
    }
    return [a, b, c, d, e, f, g, h].map((value, i) => (state[i] + value) & ALL);
  }

  /** SHA-512 (FIPS 180-4): 64 bytes. */
  Eal.sha512 = function (bytes) {
    let state = H512;
    const view = padded(bytes, 128);
    for (let at = 0; at < view.byteLength; at += 128) state = rounds512(state, schedule512(view, at));
    return Eal.concat(...state.map(Eal.putU64));
  };
})(Eal);
