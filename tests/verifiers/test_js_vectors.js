/* Other people's vectors, as the second checker answers them; printed as one JSON object. `Eal` is there. */
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const [folder, spec] = process.argv.slice(2);
const bytes = (name) => new Uint8Array(fs.readFileSync(path.join(folder, name)));
const json = (name) => JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8'));
const base64 = (text) => new Uint8Array(Buffer.from(text || '', 'base64'));

function walk(name) {
  const at = path.join(folder, name);
  return fs.readdirSync(at, { withFileTypes: true }).flatMap((entry) => {
    const inner = `${name}/${entry.name}`;
    return entry.isDirectory() ? walk(inner) : [inner];
  });
}

/** A JSON whose large numbers stay exact: the named members become texts. */
function exact(name, ...members) {
  const digits = new RegExp(`("(?:${members.join('|')})": *)(\\d+)`, 'g');
  return JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8').replace(digits, '$1"$2"'));
}

const code = (read) => {
  const { refusal } = Eal.attempt(read);
  return refusal ? refusal.code : 'accepted';
};

/** The verdict by own arithmetic and by the platform: they must be the same. */
async function verdict(alg, key, message, signature) {
  if (!Eal.isKey({ alg, public: Eal.base64url(key) })) return 'key refused';
  const plain = Eal.verifyPlainly(alg, key, message, signature);
  const fast = await Eal.verify(alg, key, message, signature);
  if (plain !== fast) return 'differs';
  return plain ? 'accepted' : 'signature refused';
}

async function cctv() {
  const found = {};
  for (const { number, key, msg, sig } of json('c2sp-cctv/ed25519vectors.json')) {
    found[number] = await verdict('Ed25519', Eal.unhex(key), Eal.utf8(msg), Eal.unhex(sig));
  }
  return found;
}

async function wycheproof() {
  const found = {};
  for (const group of json('wycheproof/ed25519_test.json').testGroups) {
    for (const { tcId, msg, sig } of group.tests) {
      found[tcId] = await verdict('Ed25519', Eal.unhex(group.publicKey.pk), Eal.unhex(msg), Eal.unhex(sig));
    }
  }
  return found;
}

/** `plain` is a list of [tcId, key, message, signature], as far as r and s can be spelled in 64 bytes. */
async function p256() {
  const found = {};
  for (const [tcId, ...parts] of JSON.parse(fs.readFileSync(process.argv[4], 'utf8'))) {
    found[tcId] = await verdict('ES256', ...parts.map(Eal.unhex));
  }
  return found;
}

function suite() {
  const found = {};
  for (const name of Object.keys(json('verdicts/json-test-suite.json'))) {
    const [file, asMember] = name.split(', ');
    const data = bytes(`json-test-suite/${file}`);
    const whole = asMember ? Eal.concat(Eal.utf8('{"a":'), data, Eal.utf8('}')) : data;
    found[name] = code(() => Eal.parseCanonical(whole));
  }
  return found;
}

function jcs() {
  const found = {};
  for (const name of fs.readdirSync(path.join(folder, 'jcs/output'))) {
    const output = bytes(`jcs/output/${name}`);
    const answer = code(() => Eal.parseCanonical(output));
    const input = answer === 'accepted' ? Eal.encode(JSON.parse(Buffer.from(bytes(`jcs/input/${name}`)).toString())) : null;
    found[name] = answer !== 'accepted' ? answer : Eal.same(input, output) ? 'accepted' : 'spelled otherwise';
  }
  return found;
}

function inclusion() {
  const wrong = [];
  const names = walk('merkle/inclusion');
  for (const name of names) {
    const given = exact(name, 'leafIdx', 'treeSize');
    const proof = (given.proof || []).map(base64);
    const root = Eal.rootFromInclusion(base64(given.leafHash), BigInt(given.leafIdx), BigInt(given.treeSize), proof);
    const holds = root !== null && Eal.same(root, base64(given.root));
    if (holds === given.wantErr) wrong.push(name);
  }
  return { wrong, count: names.length };
}

function consistency() {
  const wrong = [];
  const names = walk('merkle/consistency');
  for (const name of names) {
    const given = exact(name, 'size1', 'size2');
    const roots = [base64(given.root1), base64(given.root2)];
    const proof = (given.proof || []).map(base64);
    const holds = Eal.isConsistent(BigInt(given.size1), roots[0], BigInt(given.size2), roots[1], proof);
    const isSized = roots.every((root) => root.length === 32);
    if (holds !== (!given.wantErr && isSized)) wrong.push(name);
  }
  return { wrong, count: names.length };
}

async function signed(note, vkeys, types) {
  try {
    await Eal.noteSigners(Eal.parseNote(note), vkeys.map((text) => Eal.parseVkey(text, types)));
    return 'valid';
  } catch (error) {
    if (!(error instanceof Eal.Refusal)) throw error;
    return 'invalid';
  }
}

async function notes() {
  const found = {};
  for (const { id, vkeys, note } of json('notes/notes.json').notes) found[id] = await signed(Eal.utf8(note), vkeys);
  for (const name of ['witness', 'mirror']) {
    const [vkey] = json(`sunlight/${name}.v0.json`).verifier_keys;
    const note = bytes(name === 'witness' ? 'sunlight/cosigned-checkpoint' : 'sunlight/mirror/checkpoint');
    found[name] = await signed(note, [vkey], [4]);
  }
  const { vkey, files } = json('tessera/testlog.json');
  for (const [name, text] of Object.entries(files)) {
    if (name.startsWith('checkpoint')) found[name] = await signed(base64(text), [vkey]);
  }
  return found;
}

/** A cosignature by torchwood: right, and wrong after any of some changes. */
function mldsa() {
  const given = json('mldsa/mldsa44_subtree_cosignature.json');
  const { key } = Eal.parseVkey(given.vkey, [6]);
  const line = base64(given.signature_line.split(' ')[2]).subarray(4 + 8);
  const message = Eal.unhex(given.signed_message_hex);
  const bent = (source, at) => {
    const copy = source.slice();
    copy[at] ^= 1;
    return copy;
  };
  const changed = [];
  for (let at = 0; at < line.length; at += 97) changed.push(Eal.mldsa44.verify(key, message, bent(line, at)));
  for (let at = 0; at < key.length; at += 97) changed.push(Eal.mldsa44.verify(bent(key, at), message, line));
  changed.push(Eal.mldsa44.verify(key, bent(message, 5), line), Eal.mldsa44.verify(key, message, line.subarray(1)));
  return { right: Eal.mldsa44.verify(key, message, line), wrong: changed.filter(Boolean).length, tried: changed.length };
}

/** Literal examples of the specification, by the word after their fence. */
function examples(page) {
  const text = fs.readFileSync(path.join(spec, page), 'utf8');
  const found = {};
  for (const [, word, body] of text.matchAll(/^```([^\n]*)\n([^]*?)^```/gm)) {
    (found[word] = found[word] || []).push(body);
  }
  return found;
}

async function specification() {
  const [acts, log, tlog, bundle] = ['02-act.md', '03-log.md', '11-tlog.md', '10-bundle.md'].map(examples);
  const act = Eal.utf8(acts['json canonical-act'][0].trimEnd());
  const pairs = acts['json canonical-key'].map((key, n) => [JSON.parse(key), JSON.parse(acts['json canonical-signature'][n])]);
  const signatures = [];
  for (const [key, line] of pairs) {
    const head = Eal.base64url(Eal.encode({ alg: key.alg, kid: line.key, typ: 'eal-act+jws' }));
    const message = Eal.utf8(`${head}.${Eal.base64url(act)}`);
    const raw = [key.public, line.signature].map(Eal.fromBase64url);
    signatures.push(Eal.keyId(key) === line.key && (await Eal.verify(key.alg, raw[0], message, raw[1])));
  }
  const trust = Eal.parseTrust(Eal.utf8(bundle['json trust'][0]));
  const asBoth = { ...trust, keys: [...trust.keys, { from_size: 0, until_size: null, vkey: Eal.parseVkey(tlog['vkey-mldsa'][0].trim()) }] };
  const policy = Eal.parsePolicy(Eal.utf8(tlog.policy[0]));
  const published = await Eal.trustedCheckpoint(Eal.utf8(tlog.published[0]), asBoth);
  const proven = await Eal.checkTlogProof(Eal.utf8(tlog['tlog-proof'][0]), Eal.leafHash(Eal.utf8('b')), { ...trust, policy });
  return {
    signatures,
    checkpoint: String((await Eal.trustedCheckpoint(Eal.utf8(log.checkpoint[0]), trust)).size),
    published: published.signers.length,
    proven: String(proven.index),
    canonical: Object.keys(Eal.parseCanonical(Eal.utf8(examples('01-canonical.md')['json canonical'][0].trimEnd()))),
  };
}

(async () => {
  const found = { cctv: await cctv(), wycheproof: await wycheproof(), p256: await p256(), suite: suite(), jcs: jcs() };
  Object.assign(found, { inclusion: inclusion(), consistency: consistency(), notes: await notes(), mldsa: mldsa() });
  Object.assign(found, { specification: await specification(), platform: await Eal.platformIsTrusted() });
  process.stdout.write(JSON.stringify(found));
})();
