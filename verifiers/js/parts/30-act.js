(function (Eal) {
  const { isId, isCode, isHash, isDay, isInstant, isOrigin, isLanguage, isEventType, isCount, isKeyId } = Eal.spelling;
  const f = Eal.form;
  const refuse = (found) => {
    throw new Eal.Refusal('bad_member', found);
  };
  const isText = f.line(64);
  const isLine = f.line(500);
  const itself = (value) => [value];

  const isSigner = f.members({ body: isId, in_place_of: f.nullOr(isId), office: isCode, person: isId });

  const isEvent = f.members({
    fields: Eal.isObject,
    occurred: f.nullOr(Eal.isObject),
    type: isEventType,
    version: f.atLeast(1),
  });

  const isAttestation = f.members({
    body: isId,
    compared_by: f.listOf(isId, { by: itself }),
    document: f.nullOr(isHash),
    grade: f.oneOf('original', 'certified_copy', 'gazette', 'official_site', 'press', 'hearsay'),
  });

  const isBasis = f.members({ instrument: isId, point: f.nullOr(isText), version: f.nullOr(isText) });
  const isVotes = f.members(
    Object.fromEntries(['absent', 'abstained', 'against', 'for'].map((name) => [name, f.nullOr(isCount)])),
  );
  const isMember = f.members({ person: isId, vote: f.nullOr(f.oneOf('for', 'against', 'abstained', 'absent')) });

  const isRemedyShape = f.members({
    addressee: f.nullOr(isLine),
    count: f.nullOr(isCount),
    instrument: f.nullOr(isId),
    point: f.nullOr(isText),
    start: f.nullOr(f.oneOf('decision', 'publication', 'service')),
    unit: f.nullOr(f.oneOf('hours', 'days', 'working_days')),
  });

  function isRemedy(value) {
    if (!isRemedyShape(value)) return false;
    if ((value.count === null) !== (value.unit === null)) refuse('remedy: count and unit');
    if (value.instrument === null && value.point !== null) refuse('remedy: point without instrument');
    return true;
  }

  const isDecisionShape = f.members({
    agenda: f.nullOr(isLine),
    annexes: f.listOf(f.members({ document: isHash, name: isLine }), { by: (annex) => [annex.name] }),
    authentic: f.listOf(isLanguage, { by: itself }),
    effective_on: f.nullOr(isDay),
    languages: f.listOf(isLanguage, { least: 1, by: itself }),
    legal_basis: f.listOf(isBasis, { by: (basis) => [basis.instrument, basis.point, basis.version] }),
    members: f.nullOr(f.listOf(isMember, { by: (member) => [member.person] })),
    number: f.nullOr(isText),
    reasons: f.nullOr(isHash),
    remedy: f.nullOr(isRemedy),
    result: f.oneOf('adopted', 'not_adopted', 'deferred', 'no_quorum'),
    session: f.nullOr(isText),
    votes: f.nullOr(isVotes),
  });

  /** No vote is cast by more members than its number, nor are more present than voted (docs/spec 2). */
  function agree(members, votes) {
    for (const word of ['absent', 'abstained', 'against', 'for']) {
      const cast = members.filter((member) => member.vote === word).length;
      if (votes[word] !== null && cast > votes[word]) refuse(`members: more ${word} than votes`);
    }
    const given = [votes.for, votes.against, votes.abstained];
    const present = members.filter((member) => member.vote !== 'absent').length;
    if (!given.includes(null) && present > given.reduce((sum, count) => sum + count, 0)) refuse('members: more than votes');
  }

  function isDecision(value) {
    if (!isDecisionShape(value)) return false;
    if (!value.authentic.every((language) => value.languages.includes(language))) refuse('authentic');
    if (value.members && value.votes) agree(value.members, value.votes);
    return true;
  }

  const isActShape = f.members({
    act_id: isId,
    attestation: f.nullOr(isAttestation),
    body: isId,
    day: isDay,
    decision: f.nullOr(isDecision),
    events: f.listOf(isEvent, { least: 1 }),
    format: f.oneOf(0),
    ledger: f.members({ id: f.nullOr(isHash), origin: isOrigin }),
    seen: f.nullOr(f.members({ root: isHash, size: f.atLeast(1) })),
    signers: f.listOf(isSigner, { most: 40, by: (signer) => [signer.person] }),
  });

  /** Section 14.2: `signers` is empty exactly where the one event is a seal. */
  function isSignedAsDue(act) {
    const seals = act.events.filter((event) => event.type === 'state.sealed');
    if (seals.length === 0) return act.signers.length > 0;
    const isBare = act.attestation === null && act.decision === null && act.seen === null && seals[0].occurred === null;
    return act.events.length === 1 && act.signers.length === 0 && isBare;
  }

  function isAct(value) {
    if (!isActShape(value)) return false;
    if (!isSignedAsDue(value)) refuse('signers');
    const registry = value.attestation ? value.attestation.body : value.body;
    if (value.signers.some((signer) => signer.body !== registry)) refuse(`signers: a body other than ${registry}`);
    const persons = new Set(value.signers.map((signer) => signer.person));
    const compared = value.attestation ? value.attestation.compared_by : [];
    if (!compared.every((person) => persons.has(person))) refuse('compared_by: not a signer');
    return true;
  }

  const isSignature = f.members({
    key: isKeyId,
    signature(value) {
      const bytes = typeof value === 'string' ? Eal.fromBase64url(value) : null;
      return bytes !== null && bytes.length === 64;
    },
  });

  const isEntry = f.members({
    act: isAct,
    format: f.oneOf(0),
    index: isCount,
    judgement: Eal.isObject,
    previous: f.nullOr(isHash),
    recorded_at: isInstant,
    signatures: f.listOf(isSignature, { least: 1, most: 40, by: (line) => [line.key] }),
  });

  /** Reads an entry (docs/spec 2 and 3): `{entry, actBytes}`; throws `Eal.Refusal`. */
  Eal.parseEntry = function (bytes) {
    const entry = Eal.parseCanonical(bytes, { max: Eal.limits.entry });
    isEntry(entry);
    const actBytes = Eal.encode(entry.act);
    if (actBytes.length > Eal.limits.act) throw new Eal.Refusal('too_large', `an act of ${actBytes.length} bytes`);
    return { entry, actBytes };
  };

  const field = (value, name) => (Eal.isObject(value) ? value[name] : undefined);
  const listed = (value) => (Array.isArray(value) ? value : []);

  /** The keys that the administration events of an act offer (docs/spec 4), whatever becomes of it. */
  Eal.keysOffered = function (act) {
    const offered = [];
    for (const event of act.events) {
      const { fields } = event;
      if (event.type === 'ledger.founded') {
        offered.push(...listed(fields.persons).map((person) => field(person, 'key')), fields.recorder_key);
      }
      if (event.type === 'key.enrolled') offered.push(fields.key);
      if (event.type === 'succession.announced') {
        offered.push(...listed(fields.entering).map((person) => field(person, 'key')));
      }
    }
    return offered.filter(Eal.isKey);
  };
})(Eal);
