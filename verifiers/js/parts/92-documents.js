(function (Eal) {
  const { isHash } = Eal.spelling;
  const itemsOf = (value) => (Array.isArray(value) ? value : [value]);
  const isAdministration = (event) => Eal.tables.administration.includes(event.type);

  /** The documents that an act names (docs/spec 15.1). */
  function* namedBy({ attestation, decision, events }) {
    if (attestation && attestation.document) yield attestation.document;
    if (decision && decision.reasons) yield decision.reasons;
    for (const annex of decision ? decision.annexes : []) yield annex.document;
    for (const event of events.filter((one) => !isAdministration(one))) {
      yield* Object.values(event.fields).flatMap(itemsOf).filter((item) => typeof item === 'string' && isHash(item));
    }
  }

  /** V15: documents are those named, named, and all there (docs/spec 15.4). */
  Eal.checkDocuments = function (record, report) {
    const check = report.check('V15');
    const acts = record.entries.flatMap(({ act }) => (act ? [act] : []));
    const named = new Set(acts.flatMap((act) => [...namedBy(act)]));
    const isHeldBack = (record.law && record.law.isKeptBack) || (() => false);
    const supplied = Object.keys(record.files).filter((name) => Eal.documentOf(name) !== null).sort();
    check.examine(named.size);
    for (const name of supplied) {
      const [digest, found] = [Eal.documentOf(name), Eal.hex(Eal.sha256(record.files[name]))];
      if (found !== digest) check.fail('document_differs', null, { expected: digest, found });
      if (!named.has(digest)) check.fail('document_not_named', null, { expected: 'a document that an act names', found: digest });
      else if (isHeldBack(digest)) check.fail('document_held_back', null, { expected: 'left out, as an act says', found: digest });
    }
    const missing = [...named].filter((digest) => !supplied.includes(`evidence/${digest}`) && !isHeldBack(digest));
    if (missing.length) check.notChecked(`${missing.length} of ${named.size} documents that acts name were not supplied`);
    else if (!named.size) check.notApplicable('no act names a document');
  };
  Eal.claims.push(Eal.checkDocuments);
})(Eal);
