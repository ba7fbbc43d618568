(function (Eal) {
  const describe = (name, bytes) => ({ bytes: bytes.length, name, sha256: Eal.hex(Eal.sha256(bytes)) });

  /** V01: every file is the one that the manifest describes. */
  function files(record, report) {
    const check = report.check('V01');
    for (const part of Eal.usedOf(record)) filesOf(part, check);
    for (const before of record.befores || []) {
      const [size, said] = [Math.min(before.size, record.entries.length), `${before.size} ${before.root}`];
      const found = `${size} ${record.rootAt(size)}`;
      check.examine();
      if (said !== found) check.fail('file_differs', null, { expected: `before.json: ${said}`, found });
    }
  }

  function filesOf(part, check) {
    const stated = new Map(part.listed.map((file) => [file.name, file]));
    const told = [...Object.keys(part.files), ...stated.keys()].filter((name) => Eal.languageOf(name) !== null);
    for (const name of [...Eal.BUNDLE_FILES, ...new Set(told.sort())].filter(part.isUsed)) {
      const [bytes, listed] = [part.files[name], stated.get(name)];
      if (!bytes && !listed) continue;
      check.examine();
      const found = bytes ? describe(name, bytes) : null;
      if (!found || !listed || found.bytes !== listed.bytes || found.sha256 !== listed.sha256) {
        check.fail('file_differs', null, { expected: listed || `no ${name}`, found: found || `no ${name}` });
      }
    }
  }

  /** V02: canonical, and of the form of sections 2 and 3. */
  function forms(record, report) {
    const check = report.check('V02');
    check.pass();
    for (const entry of record.entries) {
      check.examine();
      if (!entry.refused) continue;
      check.fail(entry.refused, entry.index, { expected: 'a canonical entry of format 0', found: entry.why });
    }
  }

  /** V04: indexes follow each other, and end where the manifest says. */
  function indexes(record, report) {
    const check = report.check('V04');
    check.pass();
    let next = record.base;
    for (const { index, entry } of record.entries) {
      if (entry) check.examine();
      const stated = entry ? entry.index : index;
      if (stated !== next) check.fail('index_out_of_order', Math.min(index, next), { expected: next, found: stated });
      next = index + 1;
    }
    if (next !== record.size) {
      check.fail('entries_missing', Math.min(next, record.size), { expected: `${record.size} entries`, found: String(next) });
    }
  }

  /** V03: this ledger's acts, whose signers had seen this log. */
  function belonging(record, report) {
    const check = report.check('V03');
    check.pass();
    const { id, origin } = record.ledger;
    for (const entry of record.entries) {
      if (!entry.entry) continue;
      check.examine();
      const code = Eal.strangeness(entry, { id, origin });
      if (code) check.fail(code, entry.index, { expected: { id, origin }, found: { ...entry.act.ledger, leaf: entry.leaf } });
      if (entry.act.seen) seen(record, entry, check);
    }
  }

  /** Step 2 of docs/spec 8.1, and the hash of entry 0: the code of what is wrong, or `null`. */
  Eal.strangeness = function ({ act, index, leaf }, { id, origin }) {
    if (act.ledger.origin !== origin) return 'other_ledger';
    if (index > 0) return act.ledger.id === id ? null : 'other_ledger';
    const isFounding = act.events.length === 1 && act.events[0].type === 'ledger.founded';
    if (act.ledger.id !== null || !isFounding) return 'not_founding';
    return leaf === id ? null : 'other_ledger';
  };

  function seen(record, entry, check) {
    const { root, size } = entry.act.seen;
    if (size > entry.index) check.fail('seen_not_ours', entry.index, { expected: `size ≤ ${entry.index}`, found: String(size) });
    // After a line that is broken, misplaced or badly linked every later root differs: that was told once.
    else if (size >= record.base && size <= record.base + record.entries.length && entry.position <= record.soundUntil && record.rootAt(size) !== root) {
      check.fail('seen_not_ours', entry.index, { expected: record.rootAt(size), found: root });
    }
  }

  /** V17: no time of recording before that of an earlier entry. */
  function times(record, report) {
    const check = report.check('V17');
    check.pass();
    let latest = '';
    for (const { entry, index } of record.entries) {
      if (!entry) continue;
      check.examine();
      const at = entry.recorded_at;
      if (at < latest) check.fail('clock_did_not_progress', index, { expected: latest, found: at });
      else latest = at;
    }
  }

  /** V08: the first entries are those that were there when last seen. */
  function extending(record, report) {
    const check = report.check('V08');
    const last = record.trust.last_seen;
    if (!last) return check.notChecked('the trust file names no checkpoint seen before');
    if (last.size < record.base) return check.notChecked(`the entries before ${record.base} are not here`);
    check.examine();
    const size = Math.min(last.size, record.base + record.entries.length);
    const root = record.rootAt(size);
    if (last.size > size || root !== last.root) {
      check.fail('not_extended', null, { expected: `${last.size} ${last.root}`, found: `${size} ${root}` });
    }
  }

  Object.assign(Eal, { checkFiles: files, checkTimes: times });
  Eal.continuingClaims = [files, forms, indexes, links, belonging, times, extending];
  Eal.claims.push(files, forms, indexes, links, belonging, times, extending);

  /** V05: each entry names the leaf hash of the one before. */
  function links(record, report) {
    const check = report.check('V05');
    check.pass();
    const found = Eal.brokenLinks(record);
    record.soundUntil = found.soundUntil;
    check.examine(record.entries.filter((entry) => entry.entry).length);
    for (const { index, expected, found: named } of found.broken) check.fail('link_broken', index, { expected, found: named });
  }
})(Eal);
