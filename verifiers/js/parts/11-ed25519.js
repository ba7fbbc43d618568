(function (Eal) {
  const P = (1n << 255n) - 19n;
  const L = (1n << 252n) + 27742317777372353535851937790883648493n;
  const mod = (x) => ((x % P) + P) % P;

  function power(base, exponent) {
    let result = 1n;
    for (let e = exponent, b = mod(base); e; e >>= 1n, b = (b * b) % P) {
      if (e & 1n) result = (result * b) % P;
    }
    return result;
  }

  const D = mod(-121665n * power(121666n, P - 2n));
  const ROOT_OF_MINUS_1 = power(2n, (P - 1n) / 4n);
  const SMALL = new Set(Eal.tables.smallOrder);

  function little(bytes) {
    let value = 0n;
    for (let i = bytes.length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i]);
    return value;
  }

  /** The x of a point with this y and sign (RFC 8032, 5.1.3), or `null` if there is none. */
  function recovered(y, sign) {
    const u = mod(y * y - 1n);
    const v = mod(D * y * y + 1n);
    let x = mod(u * power(v, 3n) * power(u * power(v, 7n), (P - 5n) / 8n));
    const square = mod(v * x * x);
    if (square !== u) {
      if (square !== mod(-u)) return null;
      x = mod(x * ROOT_OF_MINUS_1);
    }
    if (x === 0n && sign) return null;
    return (x & 1n) === sign ? x : P - x;
  }

  /** The point `[X, Y, Z, T]` of a canonical encoding that is not of small order, or `null`. */
  function decoded(bytes) {
    if (bytes.length !== 32 || SMALL.has(Eal.hex(bytes))) return null;
    const all = little(bytes);
    const y = all & ((1n << 255n) - 1n);
    if (y >= P) return null;
    const x = recovered(y, all >> 255n);
    return x === null ? null : [x, y, 1n, mod(x * y)];
  }

  function encoded([x, y, z]) {
    const inverse = power(z, P - 2n);
    let value = mod(y * inverse) | ((mod(x * inverse) & 1n) << 255n);
    const bytes = new Uint8Array(32);
    for (let i = 0; i < 32; i++, value >>= 8n) bytes[i] = Number(value & 255n);
    return bytes;
  }

  function sum([x1, y1, z1, t1], [x2, y2, z2, t2]) {
    const a = ((y1 - x1 + P) * (y2 - x2 + P)) % P;
    const b = ((y1 + x1) * (y2 + x2)) % P;
    const c = (((2n * t1 * t2) % P) * D) % P;
    const d = (2n * z1 * z2) % P;
    const [e, f, g, h] = [b - a + P, d - c + P, d + c, b + a];
    return [(e * f) % P, (g * h) % P, (f * g) % P, (e * h) % P];
  }

  function doubled([x1, y1, z1]) {
    const a = (x1 * x1) % P;
    const b = (y1 * y1) % P;
    const h = a + b;
    const e = (h - (((x1 + y1) * (x1 + y1)) % P) + P) % P;
    const g = (a - b + P) % P;
    const f = (((2n * z1 * z1) % P) + g) % P;
    return [(e * f) % P, (g * h) % P, (f * g) % P, (e * h) % P];
  }

  const ZERO = [0n, 1n, 1n, 0n];
  const negated = ([x, y, z, t]) => [P - x, y, z, P - t];
  const BASE_Y = mod(4n * power(5n, P - 2n));
  const BASE_X = recovered(BASE_Y, 0n);
  const BASE = multiples([BASE_X, BASE_Y, 1n, mod(BASE_X * BASE_Y)]);

  function multiples(point) {
    const table = [ZERO];
    for (let i = 1; i < 16; i++) table.push(sum(table[i - 1], point));
    return table;
  }

  /** [s]B + [k]Q, four bits at a time. */
  function combined(s, k, tableOfQ) {
    let point = ZERO;
    for (let at = 252n; at >= 0n; at -= 4n) {
      for (let i = 0; i < 4; i++) point = doubled(point);
      point = sum(point, BASE[Number((s >> at) & 15n)]);
      point = sum(point, tableOfQ[Number((k >> at) & 15n)]);
    }
    return point;
  }

  Eal.ed25519 = {
    /** Whether 32 bytes are a public key that the acceptance rule of docs/spec 2 admits. */
    isKey: (bytes) => decoded(bytes) !== null,

    /** What the rule asks before any equation: canonical A, R and S, neither A nor R of small order. */
    isWellFormed(key, signature) {
      if (signature.length !== 64 || little(signature.subarray(32)) >= L) return false;
      return decoded(key) !== null && decoded(signature.subarray(0, 32)) !== null;
    },

    /** The whole rule, by own arithmetic: [S]B = R + [k]A, cofactorless. */
    verify(key, message, signature) {
      if (!Eal.ed25519.isWellFormed(key, signature)) return false;
      const r = signature.subarray(0, 32);
      const k = little(Eal.sha512(Eal.concat(r, key, message))) % L;
      const point = combined(little(signature.subarray(32)), k, multiples(negated(decoded(key))));
      return Eal.same(encoded(point), r);
    },
  };
})(Eal);
