(function (Eal) {
  const BEFORE = 'an earlier check of this proof failed';
  const ANSWERED = ['amounts', 'contested', 'headlines', 'polls'];

  /** V03: entry 0 is the one whose leaf hash is the ledger's id; the recorder key that it names, or `null`. */
  function recorderOf(report, text, ledger) {
    const check = report.check('V03');
    check.examine();
    const bytes = Eal.utf8(text);
    const leaf = Eal.hex(Eal.leafHash(bytes));
    if (leaf !== ledger.id) {
      check.fail('other_ledger', 0, { expected: ledger.id, found: leaf });
      return null;
    }
    const read = Eal.attempt(() => Eal.parseEntry(bytes));
    const event = read.value ? read.value.entry.act.events[0] : null;
    const key = event && event.type === 'ledger.founded' ? event.fields.recorder_key : null;
    return Eal.isKey(key) ? key : null;
  }

  /** V02, V03 and V06 of an entry in a proof; `null` where it is not in the log of the checkpoint. */
  function placed(report, { entry, inclusion, index }, stated, ledger, code) {
    const [form, ours, rooted] = ['V02', 'V03', 'V06'].map((id) => report.check(id));
    const [before, strange, earlier] = [form, ours, rooted].map((check) => check.findings.length);
    const read = Eal.checkOneEntry(report, Eal.utf8(entry), index, ledger);
    if (form.findings.length > before) rooted.notChecked(BEFORE);
    else Eal.checkRooted(report, Eal.leafHash(read.bytes), { index: BigInt(index), size: null, path: inclusion.map(Eal.unhex), code }, stated);
    const isGood = form.findings.length === before && ours.findings.length === strange && rooted.findings.length === earlier;
    return stated && isGood ? read : null;
  }

  /** V07: also that the checkpoint is of the size that the proof names; what it states, or `null`. */
  async function checkpoint(report, proof, trust) {
    const stated = await Eal.checkSigned(report, Eal.utf8(proof.checkpoint), trust);
    if (!stated || stated.size === BigInt(proof.size)) return stated;
    report.check('V07').fail('receipt_contradicts', null, { expected: String(proof.size), found: String(stated.size) });
    return null;
  }

  /** V08: against what was last seen. */
  function sinceSeen(report, proof, stated, last) {
    const check = report.check('V08');
    if (!last) return check.notChecked('the trust file names no checkpoint seen before');
    if (!stated) return check.notChecked('the checkpoint counts for nothing');
    if (last.size > proof.size) {
      check.examine();
      return check.fail('answer_is_old', null, { expected: `at least ${last.size} entries`, found: String(proof.size) });
    }
    if (last.size > 0 && last.size < proof.size && (!proof.extends || proof.extends.size !== last.size)) {
      return check.notChecked('the proof does not show that the log extends the checkpoint last seen');
    }
    check.examine();
    const path = last.size === 0 || last.size === proof.size ? [] : proof.extends.path.map(Eal.unhex);
    if (Eal.isConsistent(BigInt(last.size), Eal.unhex(last.root), stated.size, stated.root, path)) return undefined;
    return check.fail('not_extended', null, { expected: `${last.size} ${last.root}`, found: `${proof.size} ${Eal.hex(stated.root)}` });
  }

  const { isCount, isHash } = Eal.spelling;

  /** What a sealing act states, or `null` where it is none (docs/spec 14.2). */
  function sealedBy({ act }) {
    const [event] = act.events;
    if (act.events.length !== 1 || event.type !== 'state.sealed' || event.version !== 1) return null;
    const { fields } = event;
    const isWhole = Object.keys(fields).sort().join() === 'position,root,sheets';
    return isWhole && isCount(fields.position) && isHash(fields.root) && isCount(fields.sheets) ? fields : null;
  }

  /** V10: the seal is one, and is signed by the recorder key that the founding act names; what it states, or `null`. */
  async function sealing(report, seal, recorder) {
    const check = report.check('V10');
    if (!seal || !recorder) {
      check.notChecked(BEFORE);
      return null;
    }
    check.examine();
    const { index, signatures } = seal.entry;
    const sealed = sealedBy(seal.entry);
    const [kid, line] = [Eal.keyId(recorder), signatures[0]];
    if (!sealed) check.fail('not_a_seal', index, { expected: 'state.sealed', found: seal.entry.act.events[0].type });
    else if (signatures.length > 1 || line.key !== kid) check.fail('unlisted_signer', index, { expected: kid, found: line.key });
    else if (!(await Eal.isActSigned(recorder, kid, line, seal.actBytes))) check.fail('signature_invalid', index, { expected: 'a valid signature over the act', found: `key ${kid}` });
    return check.findings.length ? null : sealed;
  }

  /** V26: sheets and absences are those of the seal. */
  function covered(report, proof, sealed) {
    const check = report.check('V26');
    if (!sealed) return check.notChecked(BEFORE);
    for (const sheet of proof.sheets) {
      check.examine();
      if (!Eal.isSealed(Eal.sheetOf(sheet), sheet, sealed)) check.fail('sheet_not_sealed', null, { expected: 'a sheet of the seal', found: sheet.key });
    }
    for (const absence of proof.absent) {
      check.examine();
      if (!Eal.isAbsent(absence, sealed)) check.fail('absence_differs', null, { expected: 'no sheet of this key', found: absence.key });
    }
    return undefined;
  }

  function derived(proof, rows) {
    const tables = new Eal.Tables();
    const each = new Map(rows.map((row) => [`${row.since}.${row.ordinal}`, row]));
    tables.add([...each.values()].sort((a, b) => a.since - b.since || a.ordinal - b.ordinal));
    const { day, position, unit } = proof.answer;
    const moment = new Eal.Moment(tables, new Eal.Law(), day);
    return moment.sheet(unit, position);
  }

  /** V27: the needed keys are all there, and the answer follows. */
  function answered(report, proof, sealed) {
    const check = report.check('V27');
    if (!sealed || report.check('V26').findings.length) return check.notChecked(BEFORE);
    check.examine();
    const sheets = new Map(proof.sheets.map((sheet) => [sheet.key, sheet.acts.flatMap((act) => act.rows)]));
    const absent = new Set(proof.absent.map((one) => one.key));
    const needed = Eal.neededKeys(proof.answer.unit, (key) => sheets.get(key) || []);
    for (const key of needed) {
      if (!sheets.has(key) && !absent.has(key)) check.fail('sheet_missing', null, { expected: key, found: 'neither a sheet nor an absence' });
    }
    if (check.findings.length) return undefined;
    if (!Eal.Moment) return check.notChecked('this copy of the checker has no views');
    return follows(check, proof, sealed, sheets);
  }

  function follows(check, proof, sealed, sheets) {
    const made = derived(proof, [...sheets.values()].flat());
    if (sheets.has('law:suspect')) made.contested = null;
    const { answer } = proof;
    if (answer.position !== sealed.position) check.fail('state_differs', null, { expected: String(sealed.position), found: String(answer.position) });
    for (const name of ANSWERED) {
      if (Eal.encodeText(made[name]) === Eal.encodeText(answer[name])) continue;
      check.fail('state_differs', null, { expected: made[name], found: answer[name] });
    }
  }

  /** V27: it is the answer to what was asked for. */
  function asked(report, proof, question) {
    const check = report.check('V27');
    const told = { unit: proof.answer.unit, day: proof.answer.day, position: proof.until };
    for (const [name, code] of [['unit', 'other_unit'], ['day', 'other_day'], ['position', 'other_position']]) {
      if (question[name] === undefined || String(question[name]) === String(told[name])) continue;
      check.fail(code, null, { expected: String(question[name]), found: String(told[name]) });
    }
    if (question.since !== undefined && proof.answer.position < Number(question.since)) {
      check.fail('answer_is_old', null, { expected: `sealed at ${question.since} or later`, found: String(proof.answer.position) });
    }
  }

  /** V02, V03, V06 of what is later: in the log, and between the seal and the position asked about. */
  function laterOnes(report, proof, stated, ledger) {
    for (const one of proof.later) {
      placed(report, one, stated, ledger, 'later_not_in_log');
      const isWithin = one.index >= proof.answer.position && one.index < proof.until;
      if (!isWithin) report.check('V06').fail('later_not_in_log', one.index, { expected: `${proof.answer.position} to ${proof.until}`, found: String(one.index) });
    }
  }

  function reportOn() {
    const report = new Eal.Report('state');
    const check = report.check('V20');
    check.examine();
    if (!Eal.selfTest()) check.fail('selftest_failed', null, { expected: 'the right answers', found: 'others' });
    return report;
  }

  /** Every check of a state proof (docs/spec 14.4), told to a report: `{stated, sealed}`, null where it counts for nothing. */
  Eal.lookAtProof = async function (report, proof, trust, question) {
    const recorder = recorderOf(report, proof.founding, trust.ledger);
    const stated = await checkpoint(report, proof, trust);
    sinceSeen(report, proof, stated, trust.last_seen);
    const seal = placed(report, proof.seal, stated, trust.ledger, 'seal_not_in_log');
    laterOnes(report, proof, stated, trust.ledger);
    const sealed = await sealing(report, seal, recorder);
    covered(report, proof, sealed);
    answered(report, proof, sealed);
    asked(report, proof, question);
    return { stated, sealed };
  };

  /** What a state proof shows, if it holds. */
  Eal.shownBy = function ({ answer: { day, position, unit }, seal }) {
    return `the state of ${unit} at position ${position}, in force on ${day}, as sealed by entry ${seal.index}`;
  };

  /** Verifies a state proof; `question`: `{unit, day, position, since}` as far as the reader asked. */
  Eal.verifyState = function (file, trustFile, question = {}) {
    return Eal.withTrust(trustFile, 'state proof', async (trust) => {
      const proof = Eal.parseStateProof(file.bytes);
      const inputs = { ledger: proof.ledger, proof: Eal.inputOf(file), trust: Eal.inputOf(trustFile) };
      if (proof.ledger.id !== trust.ledger.id || proof.ledger.origin !== trust.ledger.origin) return Eal.notFound(trust, proof.ledger, inputs, 'state');
      const report = reportOn();
      await Eal.lookAtProof(report, proof, trust, question);
      const subject = { answer: proof.answer, entries: proof.size, later: proof.later.map((one) => one.index), until: proof.until };
      return Eal.finishedReport(report, trust, inputs, subject, Eal.shownBy(proof));
    });
  };
})(Eal);
