(function (Eal) {
  const P = BigInt('0xffffffff00000001000000000000000000000000ffffffffffffffffffffffff');
  const N = BigInt('0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551');
  const B = BigInt('0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b');
  const GX = BigInt('0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296');
  const GY = BigInt('0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5');
  const mod = (x) => ((x % P) + P) % P;
  const big = (bytes) => BigInt('0x' + Eal.hex(bytes));

  function inverse(value, modulus) {
    let [a, b, x, y] = [((value % modulus) + modulus) % modulus, modulus, 1n, 0n];
    while (a > 1n) {
      const q = b / a;
      [a, b, x, y] = [b - q * a, a, y - q * x, x];
      if (a === 0n) return 0n;
    }
    return ((x % modulus) + modulus) % modulus;
  }

  function isOnCurve(x, y) {
    return x < P && y < P && mod(y * y - (x * x * x - 3n * x + B)) === 0n;
  }

  // Jacobian coordinates; Z = 0 is the point at infinity.
  const INFINITY = [1n, 1n, 0n];

  function doubled([x, y, z]) {
    if (z === 0n || y === 0n) return INFINITY;
    const zz = mod(z * z);
    const m = mod(3n * (x - zz) * (x + zz));
    const yy = mod(y * y);
    const s = mod(4n * x * yy);
    const x3 = mod(m * m - 2n * s);
    return [x3, mod(m * (s - x3) - 8n * yy * yy), mod(2n * y * z)];
  }

  function sum(one, other) {
    if (one[2] === 0n) return other;
    if (other[2] === 0n) return one;
    const [z1, z2] = [mod(one[2] * one[2]), mod(other[2] * other[2])];
    const [u1, u2] = [mod(one[0] * z2), mod(other[0] * z1)];
    const [s1, s2] = [mod(one[1] * z2 * other[2]), mod(other[1] * z1 * one[2])];
    if (u1 === u2) return s1 === s2 ? doubled(one) : INFINITY;
    const h = mod(u2 - u1);
    const r = mod(s2 - s1);
    const hh = mod(h * h);
    const hhh = mod(h * hh);
    const v = mod(u1 * hh);
    const x = mod(r * r - hhh - 2n * v);
    return [x, mod(r * (v - x) - s1 * hhh), mod(h * one[2] * other[2])];
  }

  function multiples(point) {
    const table = [INFINITY];
    for (let i = 1; i < 16; i++) table.push(sum(table[i - 1], point));
    return table;
  }
  const BASE = multiples([GX, GY, 1n]);

  function combined(a, b, tableOfQ) {
    let point = INFINITY;
    for (let at = 252n; at >= 0n; at -= 4n) {
      for (let i = 0; i < 4; i++) point = doubled(point);
      point = sum(point, BASE[Number((a >> at) & 15n)]);
      point = sum(point, tableOfQ[Number((b >> at) & 15n)]);
    }
    return point;
  }

  Eal.p256 = {
    /** Whether 64 bytes x‖y are a point of the curve. */
    isKey: (bytes) => bytes.length === 64 && isOnCurve(big(bytes.subarray(0, 32)), big(bytes.subarray(32))),

    /** Whether r and s of r‖s are in 1..n−1. */
    isWellFormed(key, signature) {
      if (signature.length !== 64 || !Eal.p256.isKey(key)) return false;
      const [r, s] = [big(signature.subarray(0, 32)), big(signature.subarray(32))];
      return r > 0n && r < N && s > 0n && s < N;
    },

    /** ECDSA with SHA-256 by own arithmetic (FIPS 186-5, 6.4.2); either s is accepted. */
    verify(key, message, signature) {
      if (!Eal.p256.isWellFormed(key, signature)) return false;
      const [r, s] = [big(signature.subarray(0, 32)), big(signature.subarray(32))];
      const w = inverse(s, N);
      const hash = big(Eal.sha256(message));
      const q = multiples([big(key.subarray(0, 32)), big(key.subarray(32)), 1n]);
      const [x, , z] = combined((hash * w) % N, (r * w) % N, q);
      if (z === 0n) return false;
      const inverted = inverse(z, P);
      return mod(x * inverted * inverted) % N === r;
    },
  };
})(Eal);
