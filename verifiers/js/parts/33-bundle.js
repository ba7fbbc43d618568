(function (Eal) {
  const f = Eal.form;
  const { isHash, isOrigin, isCount } = Eal.spelling;
  const refuse = (code, found) => {
    throw new Eal.Refusal(code, found);
  };

  /** The files of a bundle besides `bundle.json`, in their order (docs/spec 10). */
  Eal.BUNDLE_FILES = ['entries.jsonl', 'checkpoint.txt', 'rows.jsonl', 'sheets.jsonl', 'results.jsonl', 'accounts.jsonl', 'before.json', 'law.jsonl', 'paths.jsonl', 'proof.json', 'README.txt'];
  const MANIFEST = 'bundle.json';
  const isFile = (name) => Eal.BUNDLE_FILES.includes(name) || Eal.languageOf(name) !== null;
  const isKnown = (name) => name === MANIFEST || isFile(name) || Eal.documentOf(name) !== null;
  const placeOf = (name) => `${String((Eal.BUNDLE_FILES.indexOf(name) + 100) % 100).padStart(2, '0')}${name}`;

  /** The language of a story, by the name of its file; null for other files. */
  Eal.languageOf = function (name) {
    const found = /^story\.([a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)\.txt$/.exec(name);
    return found ? found[1] : null;
  };

  /** The digest that the name of a document in a bundle says; null for other files (docs/spec 15.4). */
  Eal.documentOf = function (name) {
    const found = /^evidence\/([0-9a-f]{64})$/.exec(name);
    return found ? found[1] : null;
  };

  /** A line of `entries.jsonl` as long as this is given up. */
  const LINE_BYTES_MAX = 2 ** 24;
  const CUT_OFF = Uint8Array.of(255);

  const isListed = f.members({ bytes: isCount, name: (name) => typeof name === 'string' && isFile(name), sha256: isHash });
  const isManifest = f.members({
    files: f.listOf(isListed, { least: 1, by: (file) => [placeOf(file.name)] }),
    format: f.oneOf(0),
    ledger: f.members({ id: isHash, origin: isOrigin }),
    size: isCount,
  });

  /** The lines of a file; what no line feed ends is a line that was cut off, told by a byte FF. */
  Eal.linesOf = function (bytes) {
    const lines = [];
    let from = 0;
    while (from < bytes.length) {
      const end = bytes.indexOf(10, from);
      const isCut = end < 0;
      const line = isCut ? Eal.concat(bytes.subarray(from), CUT_OFF) : bytes.subarray(from, end);
      if (line.length >= LINE_BYTES_MAX) refuse('bundle_too_large', 'a line that does not end');
      lines.push(line);
      from = isCut ? bytes.length : end + 1;
    }
    return lines;
  };

  /** One entry of the record; its index is one more than that of the line before where it is refused, or its link holds. */
  function entryOf(line, position, before, base) {
    const read = Eal.attempt(() => Eal.parseEntry(line));
    const entry = read.value ? read.value.entry : null;
    // What the first entry of a bundle that goes on names is the hash of one that is not here.
    const isLinked = before ? entry && entry.previous === before.leaf : base === 0 && entry && entry.previous === null;
    return {
      position,
      index: entry === null || isLinked ? (before ? before.index + 1 : base) : entry.index,
      line,
      text: entry ? Eal.fromUtf8(line) : null,
      entry,
      act: entry ? entry.act : null,
      actBytes: entry ? read.value.actBytes : null,
      actDigest: entry ? Eal.hex(Eal.sha256(read.value.actBytes)) : null,
      refused: read.refusal ? read.refusal.code : null,
      why: read.refusal ? read.refusal.found : '',
      leaf: Eal.hex(Eal.leafHash(line)),
      previous: entry ? entry.previous : null,
    };
  }

  function entriesOf(bytes, base) {
    const entries = [];
    for (const line of Eal.linesOf(bytes)) {
      entries.push(entryOf(line, entries.length, entries[entries.length - 1], base));
    }
    return entries;
  }

  const WHOLE_ONLY = ['checkpoint.txt', 'rows.jsonl', 'sheets.jsonl', 'results.jsonl', 'accounts.jsonl', 'before.json'];

  /** The files are those of a whole bundle, or those of a bundle of one unit. */
  function unitOrWhole(files) {
    const isUnit = files.has('proof.json');
    for (const name of ['law.jsonl', 'paths.jsonl']) {
      if (isUnit && !files.has(name)) refuse('not_a_bundle', `proof.json without ${name}`);
      if (!isUnit && files.has(name)) refuse('file_not_of_a_bundle', `${name} without proof.json`);
    }
    const strange = WHOLE_ONLY.find((name) => isUnit && files.has(name));
    if (strange) refuse('file_not_of_a_bundle', `${strange} beside proof.json`);
  }

  /**
   * Reads a bundle: `{ledger, size, listed, files}`; throws `Eal.Refusal` for what is none.
   * Nothing of the entries is looked at.
   */
  Eal.parseBundle = function (bytes) {
    const unzipped = Eal.unzip(bytes, isKnown);
    for (const needed of [MANIFEST, 'entries.jsonl']) {
      if (!unzipped.has(needed)) refuse('not_a_bundle', `no ${needed}`);
    }
    unitOrWhole(unzipped);
    const manifest = Eal.parseCanonical(unzipped.get(MANIFEST));
    isManifest(manifest);
    unzipped.delete(MANIFEST);
    return { ledger: manifest.ledger, size: manifest.size, listed: manifest.files, files: Object.fromEntries(unzipped) };
  };

  /** The record of a bundle that was read, as claims look at it (README.md); `before`: what the log was before its entries. */
  Eal.recordOf = async function (bundle, trust, before = { frontier: [], keys: [], size: 0 }) {
    const entries = entriesOf(bundle.files['entries.jsonl'], before.size);
    const grown = () => new Eal.Tree(before.size, before.frontier.map(Eal.unhex));
    const tree = grown();
    for (const entry of entries) tree.add(Eal.unhex(entry.leaf));
    const record = {
      ...bundle,
      trust,
      entries,
      tree,
      base: before.size,
      grown,
      logSize: before.size + entries.length,
      rootAt: (size) => Eal.hex(tree.root(size)),
      offered: offers(entries, before.keys),
      law: null,
      subject: {},
    };
    record.checkpoint = await Eal.checkpointOf(record);
    record.signatures = await signaturesOf(record);
    return record;
  };

  /** The checkpoint as far as it can be read: `{note, stated, signers, refusal}`, or `null`. */
  Eal.checkpointOf = async function (record) {
    const bytes = record.files['checkpoint.txt'];
    if (!bytes) return null;
    const note = Eal.attempt(() => Eal.parseNote(bytes));
    const stated = note.value ? Eal.attempt(() => Eal.parseCheckpoint(note.value.text)) : note;
    const found = { note: note.value || null, stated: stated.value || null, signers: [], refusal: stated.refusal || null };
    if (found.refusal) return found;
    try {
      found.signers = (await Eal.trustedCheckpoint(bytes, record.trust)).signers;
    } catch (error) {
      if (!(error instanceof Eal.Refusal)) throw error;
      found.refusal = error;
    }
    return found;
  };

  function offers(entries, keys) {
    const offered = new Map(keys.map((key) => [Eal.keyId(key), { alg: key.alg, public: key.public, position: -1 }]));
    for (const { act, position } of entries) {
      for (const key of act ? Eal.keysOffered(act) : []) {
        const kid = Eal.keyId(key);
        if (!offered.has(kid)) offered.set(kid, { alg: key.alg, public: key.public, position });
      }
    }
    return offered;
  }

  /** Whether a signature line of an entry is right over the bytes of its act (docs/spec 2). */
  Eal.isActSigned = function (key, kid, line, actBytes) {
    const head = Eal.base64url(Eal.encode({ alg: key.alg, kid, typ: 'eal-act+jws' }));
    const message = Eal.utf8(`${head}.${Eal.base64url(actBytes)}`);
    const [raw, signature] = [key.public, line.signature].map(Eal.fromBase64url);
    return Eal.verify(key.alg, raw, message, signature);
  };

  const VERDICTS = new Map();
  const VERDICTS_MAX = 100000;

  /** The verdict on a signature line; found once a process, so that many bundles of one log cost little. */
  async function verdict(key, kid, line, entry) {
    const name = `${entry.actDigest}.${kid}.${line.signature}`;
    if (VERDICTS.size > VERDICTS_MAX) VERDICTS.clear();
    if (!VERDICTS.has(name)) VERDICTS.set(name, await Eal.isActSigned(key, kid, line, entry.actBytes));
    return VERDICTS.get(name);
  }

  async function signaturesOf(record) {
    const all = [];
    for (const entry of record.entries) {
      const lines = [];
      for (const line of entry.entry ? entry.entry.signatures : []) {
        const key = record.offered.get(line.key);
        const isKnown = key && key.position <= entry.position;
        lines.push({ kid: line.key, ok: isKnown ? await verdict(key, line.key, line, entry) : null });
      }
      all.push(lines);
    }
    return all;
  }
})(Eal);
