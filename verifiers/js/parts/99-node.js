(function (Eal) {
  const COMMANDS = {
    bundle: Eal.verifyBundle,
    record: Eal.verifyReceipt,
    receipt: Eal.verifyReceipt,
    checkpoint: Eal.verifyCheckpoint,
    state: Eal.verifyState,
    proof: (file, trust, { entry }) => Eal.verifyProof(file, entry || null, trust),
  };
  const USAGE = [
    'usage: node eal-verify.js COMMAND FILE --trust TRUST [--json]',
    '       node eal-verify.js --batch LIST',
    '',
    'commands: bundle, record, checkpoint, state, proof (a tlog-proof; its entry with --entry FILE)',
    'state, and a bundle of one unit: --unit U, --day D, --position P and --since S say what was asked for',
    'bundle: --with EARLIER, also several, gives the bundles before one that does not begin at entry 0',
    'LIST is a file of lines COMMAND, FILE, TRUST with tabs between; a line of JSON is printed for each.',
    '',
    'exit codes: 0 VERIFIED, 1 CONTRADICTED, 2 wrong usage or unreadable, 3 INCOMPLETE, 4 NOT FOUND',
    '',
  ].join('\n');

  const OPTIONS = ['trust', 'unit', 'day', 'position', 'since', 'entry'];

  const nameOf = (path) => path.split(/[\\/]/).pop();

  function fileAt(fs, path) {
    try {
      return { name: nameOf(path), bytes: new Uint8Array(fs.readFileSync(path)) };
    } catch (error) {
      throw new Eal.Refusal('unreadable', `${path}: ${error.code}`);
    }
  }

  /** What a command says of a file; a fault of this program is told as one. */
  async function answer(fs, command, path, trustPath, options = {}) {
    try {
      const entry = options.entry && fileAt(fs, options.entry);
      const others = (options.with || []).map((other) => fileAt(fs, other));
      return await COMMANDS[command](fileAt(fs, path), fileAt(fs, trustPath), { ...options, entry, others });
    } catch (error) {
      const refusal = error instanceof Eal.Refusal ? error : new Eal.Refusal('verifier_fault', error.stack);
      return Eal.refusalDocument(refusal, 'file');
    }
  }

  function parsed(words) {
    const options = { json: words.includes('--json') };
    const rest = words.filter((word) => word !== '--json');
    for (const name of OPTIONS) {
      const at = rest.indexOf(`--${name}`);
      if (at >= 0) [options[name]] = rest.splice(at, 2).slice(1);
    }
    while (rest.includes('--with')) options.with = [...(options.with || []), rest.splice(rest.indexOf('--with'), 2)[1]];
    [options.command, options.file] = rest;
    const isWhole = rest.length === 2 && Object.hasOwn(COMMANDS, rest[0]) && COMMANDS[rest[0]] && options.trust;
    return isWhole ? options : null;
  }

  async function batch(fs, path) {
    for (const line of fs.readFileSync(path, 'utf8').split('\n').filter(Boolean)) {
      const found = await answer(fs, ...line.split('\t'));
      process.stdout.write(`${JSON.stringify(found)}\n`);
    }
    return 0;
  }

  async function main(words) {
    const fs = require('node:fs');
    if (words.length === 2 && words[0] === '--batch') return batch(fs, words[1]);
    const options = parsed(words);
    if (!options) {
      process.stderr.write(USAGE);
      return 2;
    }
    const found = await answer(fs, options.command, options.file, options.trust, options);
    if (options.json) process.stdout.write(Eal.reportText(found));
    else (found.verdict === null ? process.stderr : process.stdout).write(Eal.plainText(found));
    return found.exit_code;
  }

  if (typeof module === 'object' && typeof require === 'function') {
    module.exports = Eal;
    if (require.main === module) main(process.argv.slice(2)).then((code) => (process.exitCode = code));
  }
})(Eal);
