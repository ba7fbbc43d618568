// Steps 2 to 12 of judging: ledger, signatures, events, body, what was seen, persons, administration.
// Each gives problems `[check, code]`. Source: docs/spec section 8.1.
(function (Eal) {
  const ORDER = ['statement', 'filing', 'finding', 'ruling'];
  const ALONE = ['key.compromised', 'key.revoked', 'succession.announced', 'succession.completed'];

  /** An entry being examined: what is read of it before its effects are made. */
  class Examined {
    constructor(fold, item, signatures) {
      const { act } = item.entry;
      Object.assign(this, { fold, item, act, index: item.index, problems: [] });
      Object.assign(this, { law: fold.law, tables: fold.tables });
      this.isFounding = this.index === 0;
      this.isSeal = Eal.isSeal(act);
      this.isAdministration = act.events.every((event) => Eal.administrationNames.has(event.type));
      this.signatures = signatures.map((one) => ({ ...one, ...this.holder(one.kid) }));
    }

    problem(check, code) {
      this.problems.push([check, code]);
    }

    need(holds, check, code) {
      if (!holds) this.problem(check, code);
    }

    /** Who holds a key: of the law, or offered by this act (then the signature is a proof). */
    holder(kid) {
      const doc = this.law.key(kid);
      if (doc !== null) return { known: true, revoked: doc.revoked !== null, person: doc.person, proof: false };
      const offered = offers(this.act).find(({ key }) => Eal.keyId(key) === kid);
      if (offered === undefined) return { known: false, revoked: false, person: null, proof: false };
      return { known: true, revoked: false, person: offered.person, proof: true };
    }

    /** Steps 2 to 7. */
    bind() {
      const { act, fold, law } = this;
      const founds = act.events.some((event) => event.type === 'ledger.founded');
      const expected = this.isFounding ? null : fold.ledger.id;
      const own = act.ledger.origin === fold.ledger.origin && act.ledger.id === expected;
      this.need(own, 'V03', 'other_ledger');
      if (this.isFounding) this.need(founds && act.events.length === 1, law.ledger === null ? 'V13' : 'V03', 'not_founding');
      else this.need(!founds, 'V13', 'already_founded');
      this.need(this.tables.act(act.act_id) === null, 'V13', 'act_id_taken');
      this.signed();
      const phase = this.isFounding || law.ledger === null ? null : law.ledger.phase;
      if (phase === 'closed') this.problem('V13', 'ledger_is_closed');
      else if (phase === 'founding') this.need(this.isAdministration && !this.isSeal, 'V13', 'ledger_not_open');
    }

    /** Step 6 of a state seal: one signature, by the recorder's key. */
    sealed() {
      const recorder = this.law.ledger === null ? null : Eal.keyId(this.law.ledger.recorder_key);
      this.need(this.signatures.every(({ kid, known }) => !known || kid === recorder), 'V11', 'unlisted_signer');
      for (const { known, ok, revoked } of this.signatures) {
        if (!known) this.problem('V11', 'unknown_key');
        else if (revoked) this.problem('V11', 'key_revoked');
        else if (!ok) this.problem('V10', 'signature_invalid');
      }
      Object.assign(this, { counted: [], required: 0, signing: new Set() });
    }

    signed() {
      if (this.isSeal) return this.sealed();
      const listed = new Set(this.act.signers.map((signer) => signer.person));
      const signing = new Set();
      for (const { known, ok, person, proof, revoked } of this.signatures) {
        if (!known) this.problem('V11', 'unknown_key');
        else if (revoked) this.problem('V11', 'key_revoked');
        else if (!ok) this.problem('V10', 'signature_invalid');
        if (!known || proof) continue;
        this.need(listed.has(person), 'V11', 'unlisted_signer');
        this.need(!signing.has(person), 'V11', 'person_signed_twice');
        signing.add(person);
      }
      this.need([...signing].every((person) => this.mayRecord(person)), 'V11', 'beyond_intake');
      const apart = Eal.uncounted(this.act, this.law);
      this.signing = signing;
      this.counted = Eal.sorted([...signing].filter((person) => person !== null && listed.has(person) && !apart.has(person)));
      return undefined;
    }

    /** Whether a person is no intake system, or one that may record all these events. */
    mayRecord(person) {
      const system = person === null ? null : this.law.get('intake_system', person);
      return system === null || this.act.events.every((event) => system.events.includes(event.type));
    }

    /** Step 8; false if the events cannot be read. */
    readEvents() {
      const before = this.problems.length;
      const names = this.act.events.map((event) => Eal.administrationNames.has(event.type));
      if (names.includes(true) && names.includes(false)) this.problem('V13', 'mixed_administration');
      this.declarations = [];
      const made = new Set();
      this.act.events.every((event, n) => this.readEvent(event, names[n], made));
      if (this.problems.length > before) return false;
      const kinds = this.declarations.filter(Boolean).map((one) => one.kind);
      this.kind = ORDER.filter((kind) => kinds.includes(kind)).pop() || 'administration';
      const rules = kinds.includes('ruling');
      if (rules) this.need(this.act.decision !== null, 'V13', 'decision_missing');
      else this.need(this.act.decision === null, 'V13', 'decision_unexpected');
      return this.problems.length === before;
    }

    /** Reads one event; whether the next one is to be read too. */
    readEvent(event, isAdministration, made) {
      const declaration = isAdministration ? null : this.law.get('declaration', event.type);
      this.declarations.push(declaration);
      const codes = isAdministration
        ? administrationCodes(event)
        : declaration === null ? ['unknown_event_type'] : declaredCodes(event, declaration, this.known(made));
      for (const code of codes) this.problem('V13', code);
      if (declaration !== null && codes.length === 0) {
        for (const key of Eal.madeKeys(event, declaration)) made.add(key);
      }
      return codes.length === 0;
    }

    known(made) {
      return {
        body: (id) => this.law.row('body', id) !== undefined,
        person: (id) => this.law.row('person', id) !== undefined,
        subject: (key) => made.has(key) || this.tables.exists(key),
      };
    }

    /** Steps 9 to 11 for every act but founding. */
    authorize() {
      this.inForce();
      if (this.isSeal) return this.sealing();
      this.sawOurs();
      for (const signer of this.act.signers) if (this.signing.has(signer.person)) this.holdsOffice(signer);
      const wanted = this.isAdministration ? this.competent() : this.wanted();
      this.required = wanted === null ? 1 : wanted;
      if (wanted !== null) this.need(this.counted.length >= wanted, 'V12', 'too_few_persons');
      return undefined;
    }

    /** Steps 11 and 12 of a state seal. */
    sealing() {
      const authority = this.law.get('authority', 'ledger');
      this.need(authority !== null && authority.body === this.act.body, 'V12', 'not_competent');
      const isGood = this.problems.length === 0;
      const fault = isGood ? this.fold.seals.fault(this.act.events[0].fields, this.index) : null;
      if (fault !== null) this.problem('V25', fault);
    }

    inForce() {
      const { act, law } = this;
      const bodies = Eal.sorted([act.body, this.signingBody, ...act.signers.map((signer) => signer.body)]);
      for (const body of bodies) this.need(law.bodyOn(body, act.day), 'V11', 'unknown_body');
      const members = (act.decision && act.decision.members) || [];
      const known = members.every(({ person }) => law.row('person', person) !== undefined);
      this.need(known, 'V11', 'unknown_person');
    }

    get signingBody() {
      return this.act.attestation === null ? this.act.body : this.act.attestation.body;
    }

    sawOurs() {
      const { act, fold } = this;
      const { seen } = act;
      const needed = this.isAdministration || this.kind === 'ruling';
      if (seen === null) return this.need(!needed, 'V12', 'seen_missing');
      this.need(fold.isOurs(this.item), 'V03', 'seen_not_ours');
      const exempt = act.events.every((event) => ALONE.includes(event.type));
      const overtaken = this.isAdministration && !exempt && seen.size <= fold.lastAdministration;
      return this.need(!overtaken, 'V12', 'administration_overtaken');
    }

    holdsOffice({ body, in_place_of, office, person }) {
      const { law, act } = this;
      const holder = in_place_of === null ? person : in_place_of;
      const given = in_place_of === null || law.delegates(in_place_of, person, office, body, act.day);
      if (!law.holds(holder, office, body, act.day)) this.problem('V11', 'office_not_held');
      else this.need(given, 'V11', 'no_delegation');
    }

    competent() {
      const { competent, persons } = Eal.competence(this.act, this.tables, this.law);
      this.need(competent, 'V12', 'not_competent');
      this.need(Eal.keepsRosters(this.act, this.law), 'V12', 'below_floor');
      return persons;
    }

    wanted() {
      const body = this.law.get('body', this.signingBody);
      return body === null ? null : body.required[this.kind];
    }

    /** Step 12: the rows of law that an administration act makes. */
    administer() {
      const law = this.law.fork();
      const proven = new Set(this.signatures.filter((one) => one.proof).map((one) => one.kid));
      const given = {
        act: this.act, index: this.index, law, proven, recordedAt: this.item.entry.recorded_at, tables: this.tables,
      };
      const steps = this.act.events.map((event) =>
        this.isFounding ? Eal.found(event, given) : Eal.administer(event, given));
      for (const code of told(steps.flatMap((step) => step.problems))) this.problem('V12', code);
      return { law, rows: steps.flatMap((step) => step.rows) };
    }
  }

  /** Of what is out of order the first is told; floors are those of a law that is in order. */
  function told(codes) {
    const order = codes.find((code) => !['below_floor', 'possession_not_proven'].includes(code));
    const isTold = (code) => order === undefined || code === order || code === 'possession_not_proven';
    return new Set(codes.filter(isTold));
  }

  function administrationCodes(event) {
    if (event.version !== 1) return ['wrong_event_version'];
    if (event.occurred !== null && !Eal.shapes.isWhen(event.occurred)) return ['bad_field'];
    return Eal.administrationFields(event);
  }

  function declaredCodes(event, declaration, known) {
    if (event.version !== declaration.version) return ['wrong_event_version'];
    const names = Object.keys(event.fields);
    const fields = declaration.fields;
    if (fields.some((field) => !names.includes(field.name))) return ['missing_field'];
    if (names.length > fields.length) return ['unknown_field'];
    if (event.occurred !== null && !Eal.shapes.isWhen(event.occurred)) return ['bad_field'];
    const codes = fields.map((field) => Eal.fieldProblem(field, event.fields[field.name], known));
    const found = codes.filter((code) => code !== null);
    return found.slice(0, 1);
  }

  function offers(act) {
    return act.events.flatMap(({ fields, type }) => {
      if (type === 'key.enrolled') return [fields];
      if (type === 'succession.announced') return Array.isArray(fields.entering) ? fields.entering : [];
      if (type !== 'ledger.founded') return [];
      const persons = Array.isArray(fields.persons) ? fields.persons : [];
      return [...persons, { key: fields.recorder_key, person: null }];
    }).filter((one) => Eal.isObject(one) && Eal.isKey(one.key));
  }

  Eal.Examined = Examined;
})(Eal);
