(function (Eal) {
  const ALGORITHMS = { Ed25519: Eal.ed25519, ES256: Eal.p256 };
  const subtle = globalThis.crypto && globalThis.crypto.subtle;

  /** Whether `{alg, public}` is a key in its one spelling (docs/spec 2). */
  Eal.isKey = function (value) {
    if (!Eal.isObject(value) || Object.keys(value).sort().join() !== 'alg,public') return false;
    if (!Eal.knows(ALGORITHMS, value.alg) || typeof value.public !== 'string') return false;
    const bytes = Eal.fromBase64url(value.public);
    return bytes !== null && ALGORITHMS[value.alg].isKey(bytes);
  };

  /** The RFC 7638 thumbprint of a key, 43 characters. */
  Eal.keyId = function (key) {
    const members =
      key.alg === 'Ed25519'
        ? `{"crv":"Ed25519","kty":"OKP","x":"${key.public}"}`
        : `{"crv":"P-256","kty":"EC","x":"${coordinate(key, 0)}","y":"${coordinate(key, 32)}"}`;
    return Eal.base64url(Eal.sha256(Eal.utf8(members)));
  };

  const coordinate = (key, from) => Eal.base64url(Eal.fromBase64url(key.public).subarray(from, from + 32));

  /** One verdict by own arithmetic. */
  Eal.verifyPlainly = (alg, key, message, signature) => ALGORITHMS[alg].verify(key, message, signature);

  const IMPORTED = new Map();
  const nodeCrypto = typeof require === 'function' ? require('node:crypto') : null;

  function jwk(alg, key) {
    if (alg === 'Ed25519') return { kty: 'OKP', crv: 'Ed25519', x: Eal.base64url(key) };
    const [x, y] = [key.subarray(0, 32), key.subarray(32)].map(Eal.base64url);
    return { kty: 'EC', crv: 'P-256', x, y };
  }

  /** The key as the platform has it; made once. */
  function imported(alg, key) {
    const name = alg + Eal.hex(key);
    if (!IMPORTED.has(name)) {
      const kind = alg === 'Ed25519' ? { name: 'Ed25519' } : { name: 'ECDSA', namedCurve: 'P-256' };
      const made = nodeCrypto
        ? nodeCrypto.createPublicKey({ key: jwk(alg, key), format: 'jwk' })
        : subtle.importKey('jwk', jwk(alg, key), kind, false, ['verify']);
      IMPORTED.set(name, made);
    }
    return IMPORTED.get(name);
  }

  async function byPlatform(alg, key, message, signature) {
    if (nodeCrypto) {
      const options = { key: imported(alg, key), dsaEncoding: 'ieee-p1363' };
      return nodeCrypto.verify(alg === 'Ed25519' ? null : 'sha256', message, options, signature);
    }
    const kind = alg === 'Ed25519' ? { name: 'Ed25519' } : { name: 'ECDSA', hash: 'SHA-256' };
    return subtle.verify(kind, await imported(alg, key), signature, message);
  }

  // Signatures at which libraries differ, each with the verdict of the acceptance rule: keys and R of mixed order,
  // some right only after multiplying by the cofactor (c2sp.org/CCTV), and one high s of P-256.
  const DIFFERENCES = [
    ['Ed25519', 'ef75b20e7540e3dff77404193652ba2bd13df99c1508eee1515e27ae25f28076', '65643235353139766563746f72732035', 'b62cf890de42c413b11b1411c9f01f1c4d77aa87ef182258d1251f69af2a350640657f1cb030f12543549bbabd848dc6403d354e7c99c4d0dcee9f63c9033b00', true],
    ['Ed25519', '10eb7c3acfb2bed3e0d6ab89bf5a3d6afddd1176ce4812e38d9fd485058fdb1f', '65643235353139766563746f72732035', 'b62cf890de42c413b11b1411c9f01f1c4d77aa87ef182258d1251f69af2a350608f32d206a7c0b7efa9a59e66546e8f1f599ef843fb502c9cc3c4ae8b7c11e05', true],
    ['Ed25519', 'dd1483c5304d412c1f29547640a5c2950222ee8931b7ed1c72602b7afa7024e0', '65643235353139766563746f7273203134', 'b62cf890de42c413b11b1411c9f01f1c4d77aa87ef182258d1251f69af2a35063cb743a485cffaa684d0d66a5ae347d17a5638e90dc2be541023114a5961f805', true],
    ['Ed25519', '10eb7c3acfb2bed3e0d6ab89bf5a3d6afddd1176ce4812e38d9fd485058fdb1f', '65643235353139766563746f7273', '36684ea91032ba5b1dbab2d02f4debc74c3327f2b3802e2e4d371aa42b12b56bbbfd00bd9c259d8d222d15e67a3d8228585050dbb9b9585be20d8fadc721da03', true],
    ['Ed25519', '10eb7c3acfb2bed3e0d6ab89bf5a3d6afddd1176ce4812e38d9fd485058fdb1f', '65643235353139766563746f72732032', 'b797b156efcd45a4e2454d2fd0b21438b3ccd80d4c7fd1d1b2c8e55bd4ed4a94732d9e0279fe001d90327efa319816e3e4506b78432b8b4e1f2fdc4b960d700f', true],
    ['Ed25519', '10eb7c3acfb2bed3e0d6ab89bf5a3d6afddd1176ce4812e38d9fd485058fdb1f', '65643235353139766563746f72732033', 'b62cf890de42c413b11b1411c9f01f1c4d77aa87ef182258d1251f69af2a3506030b03796b78f7afeadfccaedc9d09ce6d487d1ece1f16b1ae2b59b7e5c40603', false],
    ['Ed25519', 'dd1483c5304d412c1f29547640a5c2950222ee8931b7ed1c72602b7afa7024e0', '65643235353139766563746f7273', 'b62cf890de42c413b11b1411c9f01f1c4d77aa87ef182258d1251f69af2a35061fc409b236539503e78560d6183d748c8a6d3e635e87c9397531394f3cb3f902', false],
    ['Ed25519', 'ef75b20e7540e3dff77404193652ba2bd13df99c1508eee1515e27ae25f28076', '65643235353139766563746f72732033', '36684ea91032ba5b1dbab2d02f4debc74c3327f2b3802e2e4d371aa42b12b56b2d471882773a677af1e3824e757a33f8ddf7bbeaf3d28a09595eb8daa0d74a03', false],
    ['Ed25519', 'ef75b20e7540e3dff77404193652ba2bd13df99c1508eee1515e27ae25f28076', '65643235353139766563746f7273203131', 'b797b156efcd45a4e2454d2fd0b21438b3ccd80d4c7fd1d1b2c8e55bd4ed4a9426cc293b14d304864a4cd689cbcc23cb13fcb1098f9c434cc9ca7439c9cf2505', false],
    ['Ed25519', '10eb7c3acfb2bed3e0d6ab89bf5a3d6afddd1176ce4812e38d9fd485058fdb1f', '65643235353139766563746f7273203130', '36684ea91032ba5b1dbab2d02f4debc74c3327f2b3802e2e4d371aa42b12b56bc02e2b9e63e385c058bf62b14b3a2b29ccefe8e38ddb536bc3f9865320a3d801', false],
    ['Ed25519', '10eb7c3acfb2bed3e0d6ab89bf5a3d6afddd1176ce4812e38d9fd485058fdb1f', '65643235353139766563746f72732039', 'b797b156efcd45a4e2454d2fd0b21438b3ccd80d4c7fd1d1b2c8e55bd4ed4a94639734cf989e314e9e049fc01a3864d191fed8f231b12fee6fa50aaadba44b0e', false],
    ['ES256', '04aaec73635726f213fb8a9e64da3b8632e41495a944d0045b522eba7240fad587d9315798aaa3a5ba01775787ced05eaaf7b4e09fc81d6d1aa546e8365d525d', '4d7367', '530bd6b0c9af2d69ba897f6b5fb59695cfbf33afe66dbadcf5b8d2a2a6538e23d85e489cb7a161fd55ededcedbf4cc0c0987e3e3f0f242cae934c72caa3f43e9', true],
    ['ES256', '04aaec73635726f213fb8a9e64da3b8632e41495a944d0045b522eba7240fad587d9315798aaa3a5ba01775787ced05eaaf7b4e09fc81d6d1aa546e8365d525d', '4d736700', '530bd6b0c9af2d69ba897f6b5fb59695cfbf33afe66dbadcf5b8d2a2a6538e23d85e489cb7a161fd55ededcedbf4cc0c0987e3e3f0f242cae934c72caa3f43e9', false],
  ];
  let trusted = null;

  /** Whether the platform's own Ed25519 and P-256 give the verdicts of docs/spec; asked once. */
  Eal.platformIsTrusted = function () {
    trusted = trusted || tried();
    return trusted;
  };

  async function tried() {
    if (!subtle && !nodeCrypto) return false;
    try {
      for (const [alg, key, message, signature, verdict] of DIFFERENCES) {
        const parts = [key, message, signature].map(Eal.unhex);
        if ((await byPlatform(alg, ...parts)) !== verdict) return false;
      }
      return true;
    } catch {
      return false;
    }
  }

  /** Whether a signature of 64 bytes is valid under the acceptance rule of docs/spec 2. */
  Eal.verify = async function (alg, key, message, signature) {
    if (!ALGORITHMS[alg].isWellFormed(key, signature)) return false;
    if (!(await Eal.platformIsTrusted())) return Eal.verifyPlainly(alg, key, message, signature);
    return byPlatform(alg, key, message, signature);
  };
})(Eal);
