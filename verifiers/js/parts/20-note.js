(function (Eal) {
  const refuse = (code, found) => {
    throw new Eal.Refusal(code, found);
  };
  const NAME = /^[^\s+\u0000-\u001f]+$/u;
  const SIZE = /^(0|[1-9][0-9]{0,18})$/;
  const SIZE_MAX = (1n << 63n) - 1n;
  /** Types of verifier keys (docs/spec 11.1), with the length of their public keys. */
  const KEY_BYTES = { 1: 32, 4: 32, 6: 1312 };
  const SIGNATURE_BYTES = { 1: 64, 4: 72, 6: 2428 };

  function keyIdOf(name, typed) {
    return Eal.sha256(Eal.concat(Eal.utf8(name), Uint8Array.of(10), typed)).subarray(0, 4);
  }

  /**
   * Reads `NAME+HEX8+BASE64`: `{name, id, type, key, text}`; `types` that are taken.
   * `isPointNeeded`: an Ed25519 key must be one that the acceptance rule admits.
   */
  Eal.parseVkey = function (text, types = [1, 6], isPointNeeded = true) {
    const parts = typeof text === 'string' ? /^([^+]+)\+([0-9a-f]{8})\+(.+)$/s.exec(text) : null;
    const typed = parts && NAME.test(parts[1]) ? Eal.fromBase64(parts[3]) : null;
    if (!typed || !types.includes(typed[0]) || typed.length !== KEY_BYTES[typed[0]] + 1) {
      refuse('vkey_malformed', Eal.shown(text).slice(0, 80));
    }
    const [, name, digits] = parts;
    const key = typed.subarray(1);
    const isPoint = typed[0] === 6 || !isPointNeeded || Eal.ed25519.isKey(key);
    if (!isPoint || Eal.hex(keyIdOf(name, typed)) !== digits) refuse('vkey_malformed', digits);
    return { name, id: digits, type: typed[0], key, text };
  };

  function signatureLine(line) {
    const parts = /^\u2014 ([^ ]+) ([^ ]+)$/u.exec(line);
    const bytes = parts && NAME.test(parts[1]) ? Eal.fromBase64(parts[2]) : null;
    if (!bytes || bytes.length < 5) refuse('note_malformed', 'a signature line');
    return { name: parts[1], id: Eal.hex(bytes.subarray(0, 4)), bytes: bytes.subarray(4) };
  }

  /** Reads a signed note (c2sp.org/signed-note): `{text, lines: [{name, id, bytes}]}`. */
  Eal.parseNote = function (bytes) {
    if (bytes.length > Eal.limits.note) refuse('note_malformed', `${bytes.length} bytes`);
    const all = Eal.fromUtf8(bytes);
    if (all === null || /[\u0000-\u0009\u000b-\u001f]/.test(all)) refuse('note_malformed', 'not text');
    const split = all.lastIndexOf('\n\n');
    if (split < 0 || !all.endsWith('\n') || split + 2 >= all.length) refuse('note_malformed', 'no signatures');
    const lines = all.slice(split + 2, -1).split('\n');
    if (lines.length > Eal.limits.noteLines) refuse('note_malformed', `${lines.length} signatures`);
    return { text: all.slice(0, split + 1), lines: lines.map(signatureLine) };
  };

  /** Reads the text of a checkpoint: `{origin, size (BigInt), root (bytes)}`. */
  Eal.parseCheckpoint = function (text) {
    const lines = text.split('\n');
    const root = lines.length === 4 && lines[3] === '' ? Eal.fromBase64(lines[2]) : null;
    const isGood = root && root.length === 32 && Eal.spelling.isOrigin(lines[0]) && SIZE.test(lines[1]);
    if (!isGood || BigInt(lines[1]) > SIZE_MAX) refuse('checkpoint_malformed', Eal.shown(text).slice(0, 80));
    return { origin: lines[0], size: BigInt(lines[1]), root };
  };

  const named = (text) => {
    const bytes = Eal.utf8(text);
    return bytes.length > 255 ? null : Eal.concat(Uint8Array.of(bytes.length), bytes);
  };

  /** What a line with a time signs under ML-DSA-44 (docs/spec 11.1), or `null` for no checkpoint. */
  function subtreeMessage(name, time, text) {
    const stated = Eal.attempt(() => Eal.parseCheckpoint(text)).value;
    if (!stated || !named(name) || !named(stated.origin)) return null;
    const head = Eal.concat(Eal.utf8('subtree/v1\n\u0000'), named(name), Eal.putU64(time), named(stated.origin));
    return Eal.concat(head, Eal.putU64(0n), Eal.putU64(stated.size), stated.root);
  }

  /** Whether a line by this key is right over this text. */
  async function isRight(vkey, line, text) {
    if (line.bytes.length !== SIGNATURE_BYTES[vkey.type]) return false;
    if (vkey.type === 1) return Eal.verify('Ed25519', vkey.key, Eal.utf8(text), line.bytes);
    const time = Eal.u64(line.bytes, 0);
    if (time < 1n || time > SIZE_MAX) return false;
    const signature = line.bytes.subarray(8);
    if (vkey.type === 4) {
      const message = Eal.utf8(`cosignature/v1\ntime ${time}\n${text}`);
      return Eal.verify('Ed25519', vkey.key, message, signature);
    }
    const message = subtreeMessage(vkey.name, time, text);
    return message !== null && Eal.mldsa44.verify(vkey.key, message, signature);
  }

  /**
   * Tries every line of a known key: `{verified: [vkey…], wrong: [vkey…], tried}`.
   * Lines of unknown keys are left alone.
   */
  Eal.tryLines = async function (note, known) {
    const found = { verified: [], wrong: [], tried: 0 };
    for (const line of note.lines) {
      const vkey = known.find((key) => key.name === line.name && key.id === line.id);
      if (!vkey) continue;
      found.tried++;
      const list = (await isRight(vkey, line, note.text)) ? found.verified : found.wrong;
      if (!list.includes(vkey)) list.push(vkey);
    }
    return found;
  };

  /** The keys of a log that signed a note; refuses one with a wrong line of a known key, or with none. */
  Eal.noteSigners = async function (note, known) {
    const { verified, wrong } = await Eal.tryLines(note, known);
    if (wrong.length) refuse('note_signature_invalid', `${wrong[0].name}+${wrong[0].id}`);
    if (!verified.length) refuse('note_unsigned', note.lines.map((line) => `${line.name}+${line.id}`).join(' '));
    return verified;
  };

  const isValidAt = (size) => (key) => BigInt(key.from_size) <= size && (key.until_size === null || size < BigInt(key.until_size));

  /**
   * The checkpoint of a note whose signature counts for this trust file (docs/spec 3):
   * `{origin, size, root, text, signers}`; throws `Eal.Refusal`.
   */
  Eal.trustedCheckpoint = async function (bytes, trust) {
    const note = Eal.parseNote(bytes);
    const stated = Eal.parseCheckpoint(note.text);
    const verified = await Eal.noteSigners(note, trust.keys.map((key) => key.vkey));
    const signers = trust.keys.filter((key) => verified.includes(key.vkey));
    if (stated.origin !== trust.ledger.origin) refuse('origin_mismatch', stated.origin);
    const ofOrigin = signers.filter((key) => key.vkey.name === stated.origin);
    if (!ofOrigin.length) refuse('origin_mismatch', signers[0].vkey.name);
    if (!ofOrigin.some(isValidAt(stated.size))) refuse('log_key_out_of_range', String(stated.size));
    return { ...stated, note, signers };
  };
})(Eal);
