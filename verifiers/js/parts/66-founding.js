// Founding, and the competence and floors of administration. Source: docs/spec sections 4 and 4.1.
(function (Eal) {
  const { isCount } = Eal.shapes;

  function foundingProblems(step, fields) {
    const persons = fields.persons.map((one) => one.person);
    const bodies = fields.bodies.map((one) => one.body);
    step.need(fields.semantics === 1, 'semantics_unknown');
    step.need(fields.clock === 'real' || fields.purpose !== 'official', 'clock_not_allowed');
    const classes = fields.authorities.map((one) => one.class);
    step.need(Eal.authorityClasses.every((name) => classes.includes(name)), 'authority_missing');
    step.need(step.act.signers.every((one) => persons.includes(one.person)), 'unknown_person');
    step.need(bodies.includes(step.act.body), 'unknown_body');
    for (const one of [...fields.offices, ...fields.authorities]) step.need(bodies.includes(one.body), 'unknown_body');
    for (const one of fields.offices) step.need(persons.includes(one.person), 'unknown_person');
    const least = fields.floors.persons_min;
    const numbers = fields.bodies.flatMap((one) => [one.required.ruling, one.required.administration]);
    const all = [...numbers, ...fields.authorities.map((one) => one.persons)];
    step.need(all.every((number) => isCount(number, least)), 'below_floor');
  }

  function foundingRows(step, fields) {
    const { clock, purpose, recorder_key, recovery_delay_days, semantics } = fields;
    const { origin } = step.act.ledger;
    const ledger = { clock, origin, phase: 'founding', purpose, recorder_key, recovery_delay_days, semantics };
    step.put('ledger', 'ledger', ledger);
    step.put('floors', 'floors', { ...fields.floors });
    for (const { body, name, required } of fields.bodies) step.put('body', body, { body, name, required, until: null });
    for (const { name, person } of fields.persons) step.put('person', person, { name, person });
    const offices = [...fields.offices].sort(Eal.orderBy(Eal.officeId));
    for (const one of offices) step.put('office', Eal.officeId(one), { ...one });
    foundingKeys(step, fields);
    for (const one of fields.authorities) step.put('authority', one.class, { ...one });
    if (fields.predecessor !== null) step.put('predecessor', 'predecessor', { ...fields.predecessor });
    if (fields.witness_policy !== null) step.put('witness_policy', 'witness_policy', { policy: fields.witness_policy });
    for (const vkey of fields.log_keys) {
      const { id } = Eal.parseVkey(vkey);
      step.isNew('log_key', id);
      step.put('log_key', id, { from_size: 0, until_size: null, vkey });
    }
  }

  function foundingKeys(step, { persons, recorder_key }) {
    const keys = persons.map(({ key, person }) => ({ id: Eal.keyId(key), key, person }));
    keys.sort(Eal.orderBy((one) => one.id));
    for (const { key, person } of [...keys, { key: recorder_key, person: null }]) {
      step.enrol(step.offered(key), key, person);
    }
  }

  /** Examines `ledger.founded`; returns the step with its `rows` and `problems`. */
  function found(event, given) {
    const step = new Eal.AdministrationStep(given);
    foundingProblems(step, event.fields);
    if (step.problems.length === 0) foundingRows(step, event.fields);
    return step;
  }

  const HOLDERS = ['key.compromised', 'key.revoked'];

  function isKeyLoss(event) {
    return HOLDERS.includes(event.type) && (event.fields.suspect_from === undefined || event.fields.suspect_from === null);
  }

  /** Whether an act only gives up keys, by the one person who holds them, alone. */
  function byHolderAlone(act, law) {
    if (act.signers.length !== 1 || !act.events.every(isKeyLoss)) return false;
    const [{ person }] = act.signers;
    return act.events.every(({ fields }) => {
      const key = law.key(fields.key);
      return key !== null && key.person === person;
    });
  }

  /** The persons whose keys an act calls compromised from an index on: they do not count. */
  function uncounted(act, law) {
    const named = act.events.filter((one) => one.type === 'key.compromised' && isCount(one.fields.suspect_from));
    const keys = named.map((one) => law.key(one.fields.key)).filter((key) => key !== null);
    return new Set(keys.map((key) => key.person));
  }

  function classFor(event, tables) {
    if (event.type !== 'key.compromised') return Eal.classOf[event.type];
    const from = event.fields.suspect_from;
    const certified = from !== null && tables.find('effect', 'certify').some((row) => row.since >= from);
    return certified ? 'recovery' : 'keys';
  }

  function affirming(act, event, tables, law) {
    const bodies = event.fields.acts.map((id) => tables.act(id)).filter((row) => row !== null).map((row) => row.body);
    const body = law.get('body', act.body);
    return {
      competent: bodies.every((one) => one === act.body),
      persons: body === null ? 1 : body.required.ruling,
    };
  }

  function demand(act, event, tables, law) {
    if (event.type === 'act.affirmed') return affirming(act, event, tables, law);
    const authority = law.get('authority', classFor(event, tables));
    return { competent: authority.body === act.body, persons: authority.persons };
  }

  /** What section 4.1 asks of an administration act: `{competent, persons}`, by the law before it. */
  function competence(act, tables, law) {
    if (act.attestation !== null) return { competent: false, persons: 1 };
    if (byHolderAlone(act, law)) return { competent: true, persons: 1 };
    const demands = act.events.map((event) => demand(act, event, tables, law));
    return {
      competent: demands.every((one) => one.competent),
      persons: Math.max(...demands.map((one) => one.persons)),
    };
  }

  const MOVED = { 'office.assigned': 'person', 'office.ended': 'person', 'delegation.granted': 'giver' };

  /** Whether an act keeps the share of a roster that one act may change (section 4.1, *Floors*). */
  function keepsRosters(act, law) {
    if (law.ledger.phase !== 'open') return true;
    const { share_denominator, share_numerator } = law.get('floors', 'floors');
    const moved = new Map();
    for (const { type, fields } of act.events.filter((event) => MOVED[event.type])) {
      moved.set(fields.body, (moved.get(fields.body) || new Set()).add(fields[MOVED[type]]));
    }
    return [...moved].every(([body, persons]) => {
      const roster = BigInt(law.roster(body, act.day).length);
      const most = (roster * BigInt(share_numerator)) / BigInt(share_denominator);
      return roster === 0n || persons.size <= 1 || BigInt(persons.size) <= most;
    });
  }

  Object.assign(Eal, { found, competence, keepsRosters, uncounted });
})(Eal);
