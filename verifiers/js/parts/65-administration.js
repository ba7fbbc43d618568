// What each administration event asks for and which rows of law it makes. Source: docs/spec section 4.
// A handler gets the step (law so far, the act, its index …) and the fields; it calls `need(test, code)`
// for every condition and `law(kind, id, doc)` for every row.
(function (Eal) {
  const CLASS_OF = {
    'ledger.opened': 'ledger', 'ledger.closed': 'ledger', 'log_key.adopted': 'ledger',
    'semantics.adopted': 'ledger', 'body.constituted': 'bodies', 'body.ended': 'bodies',
    'person.entered': 'persons', 'office.assigned': 'persons', 'office.ended': 'persons',
    'delegation.granted': 'persons', 'delegation.ended': 'persons', 'key.enrolled': 'keys',
    'key.revoked': 'keys', 'authority.set': 'authority', 'single_officer.adopted': 'authority',
    'declaration.adopted': 'vocabulary',
    'ruleset.adopted': 'rules', 'rule.adopted': 'rules', 'rule.withdrawn': 'rules',
    'consequence.adopted': 'rules', 'consequence.withdrawn': 'rules', 'finality.adopted': 'rules',
    'witness_policy.adopted': 'ledger', 'balance.adopted': 'rules', 'balance.withdrawn': 'rules',
    'document.withheld': 'ledger', 'document.released': 'ledger', 'document.erased': 'ledger',
    'intake_system.adopted': 'persons', 'succession.announced': 'recovery', 'succession.completed': 'recovery',
  };

  /** One administration event being examined, over the law that those before it made. */
  class Step {
    constructor(given) {
      Object.assign(this, given); // law, act, index, recordedAt, proven (key ids that signed)
      Object.assign(this, { rows: [], problems: [] });
    }

    need(holds, code) {
      if (!holds) this.problems.push(code);
    }

    has(kind, id, code) {
      this.need(this.law.get(kind, id) !== null, code);
    }

    isNew(kind, id) {
      this.need(this.law.get(kind, id) === null, 'already_exists');
    }

    put(kind, id, doc) {
      this.rows.push({ doc, id, kind, table: 'law' });
      this.law.set(kind, id, doc, this.index);
    }

    body(id) {
      this.need(this.law.bodyOn(id, this.act.day), 'unknown_body');
    }

    person(id) {
      this.has('person', id, 'unknown_person');
    }

    /** Floors on a quorum. */
    floor(...numbers) {
      const floors = this.law.get('floors', 'floors');
      this.need(numbers.every((number) => number >= floors.persons_min), 'below_floor');
    }

    /** A key that must be new and must have signed this act; returns its id. */
    offered(key) {
      const id = Eal.keyId(key);
      this.need(this.law.row('key', id) === undefined, 'already_exists');
      this.need(this.proven.has(id), 'possession_not_proven');
      return id;
    }

    enrol(id, key, person) {
      this.put('key', id, { alg: key.alg, person, public: key.public, revoked: null, suspect_from: null });
    }
  }

  function adopt(kind, good, bad) {
    return (step, fields) => {
      const doc = fields[kind];
      if (!good(doc)) return step.problems.push(bad);
      step.has('ruleset', doc.ruleset, 'unknown_ruleset');
      if (kind === 'consequence' && doc.owner !== null) step.body(doc.owner);
      step.isNew(kind, doc.id);
      return step.put(kind, doc.id, doc);
    };
  }

  function withdraw(kind) {
    return (step, fields) => {
      step.has(kind, fields[kind], `unknown_${kind}`);
      step.put(kind, fields[kind], null);
    };
  }

  function declaration(step, { declaration: doc }) {
    if (!Eal.declarationGood(doc, Eal.administrationNames)) return step.problems.push('bad_declaration');
    const before = step.law.get('declaration', doc.name);
    step.need(doc.version === (before === null ? 1 : before.version + 1), 'already_exists');
    return step.put('declaration', doc.name, doc);
  }

  function logKey(step, { from_size, vkey }) {
    const { name, id, type } = Eal.parseVkey(vkey);
    const [origin, index] = [step.law.ledger.origin, step.index];
    const range = from_size > index && from_size <= index + 1000000;
    step.need(name === origin && range, 'bad_field');
    if (step.problems.length > 0) return;
    const own = step.law.get('log_key', id);
    step.need(own === null || own.from_size > index, 'already_exists');
    const others = step.law.all('log_key').filter((one) => {
      const key = Eal.parseVkey(one.vkey);
      return key.type === type && key.id !== id;
    });
    for (const one of others.filter((doc) => doc.from_size > index)) step.put('log_key', Eal.parseVkey(one.vkey).id, null);
    const open = (doc) => doc.from_size <= index && (doc.until_size === null || doc.until_size > index + 1);
    for (const one of others.filter(open)) {
      step.put('log_key', Eal.parseVkey(one.vkey).id, { ...one, until_size: from_size + 1 });
    }
    step.put('log_key', id, { from_size, until_size: null, vkey });
  }

  function enrol(step, { key, person, replaces }) {
    step.person(person);
    const id = step.offered(key);
    const old = replaces === null ? null : step.law.key(replaces);
    if (replaces !== null) step.need(old !== null && old.revoked === null && old.person === person, 'unknown_key');
    const held = step.law.keyOf(person);
    step.need(held === null || held === replaces, 'person_has_key');
    step.enrol(id, key, person);
    if (old !== null) step.put('key', replaces, { ...old, revoked: step.index });
  }

  function compromise(step, { key, suspect_from }) {
    const doc = step.law.key(key);
    step.need(doc !== null, 'unknown_key');
    step.need(suspect_from === null || suspect_from <= step.index, 'suspect_from_in_future');
    if (doc === null) return;
    const from = suspect_from === null ? step.index : suspect_from;
    step.put('key', key, { ...doc, revoked: doc.revoked === null ? step.index : doc.revoked, suspect_from: from });
  }

  function announce(step, fields) {
    step.isNew('succession', fields.succession);
    step.body(fields.body);
    fields.leaving.forEach((person) => step.person(person));
    const ids = fields.entering.map(({ key, person }) => {
      step.need(step.law.keyOf(person) === null || fields.leaving.includes(person), 'person_has_key');
      return step.offered(key);
    });
    step.need(new Set(ids).size === ids.length, 'already_exists');
    step.put('succession', fields.succession, { ...fields, announced_at: step.recordedAt, state: 'announced' });
  }

  function dueAt(announcedAt, days) {
    const time = new Date(Date.parse(`${announcedAt.slice(0, 19)}Z`) + days * 86400000);
    return time.toISOString().slice(0, 19) + announcedAt.slice(19);
  }

  function complete(step, { succession }) {
    const doc = step.law.get('succession', succession);
    step.need(doc !== null && doc.state === 'announced', 'unknown_succession');
    if (step.problems.length > 0) return;
    const due = dueAt(doc.announced_at, step.law.ledger.recovery_delay_days);
    step.need(step.recordedAt >= due, 'succession_too_early');
    const { body, entering, from, leaving } = doc;
    const entered = entering.map((one) => ({ id: Eal.keyId(one.key), ...one })).sort(Eal.orderBy((one) => one.id));
    step.need(entered.every(({ id }) => step.law.row('key', id) === undefined), 'already_exists');
    const ended = step.law.all('office').filter((one) =>
      one.body === body && leaving.includes(one.person) && (one.until === null || one.until > from));
    const revoked = [...step.law.rows.get('key')].filter(([, row]) =>
      leaving.includes(row.doc.person) && row.doc.revoked === null);
    step.put('succession', succession, { ...doc, state: 'completed' });
    for (const one of ended) step.put('office', officeId(one), { ...one, until: from });
    for (const [id, row] of revoked.sort(Eal.orderBy((one) => one[0]))) step.put('key', id, { ...row.doc, revoked: step.index });
    for (const { name, person } of entering) step.put('person', person, { name, person });
    const offices = entering.map(({ office, person }) => ({ body, from, office, person, until: null }));
    for (const one of offices.sort(Eal.orderBy(officeId))) step.put('office', officeId(one), one);
    for (const { id, key, person } of entered) step.enrol(id, key, person);
  }

  function officeId({ body, from, office, person }) {
    return `${body}/${person}/${office}/${from}`;
  }

  function endOffice(step, { body, office, on, person }) {
    step.body(body);
    step.person(person);
    const terms = step.law.all('office').filter((one) =>
      one.body === body && one.person === person && one.office === office && (one.until === null || one.until > on));
    step.need(terms.length > 0, 'office_not_held');
    for (const term of terms.sort(Eal.orderBy(officeId))) step.put('office', officeId(term), { ...term, until: on });
  }

  function aboutDocument(step, { document }) {
    const doc = step.law.get('document', document);
    step.need(doc === null || doc.state !== 'erased', 'already_exists');
    return doc;
  }

  const DOCUMENTS = {
    'document.withheld'(step, fields) {
      aboutDocument(step, fields);
      step.put('document', fields.document, { ...fields, state: 'withheld' });
    },
    'document.released'(step, fields) {
      step.need(aboutDocument(step, fields) !== null, 'unknown_document');
      step.put('document', fields.document, null);
    },
    'document.erased'(step, fields) {
      aboutDocument(step, fields);
      step.put('document', fields.document, { ...fields, state: 'erased', until: null });
    },
  };

  const HANDLERS = {
    ...DOCUMENTS,
    'intake_system.adopted'(step, fields) {
      step.need(fields.officer !== fields.person, 'bad_field');
      step.person(fields.officer);
      step.person(fields.person);
      step.put('intake_system', fields.person, { ...fields });
    },
    'ledger.opened'(step) {
      step.need(step.law.ledger.phase === 'founding', 'already_exists');
      step.put('ledger', 'ledger', { ...step.law.ledger, phase: 'open' });
    },
    'ledger.closed'(step) {
      step.need(step.law.ledger.phase !== 'founding', 'ledger_not_open');
      step.put('ledger', 'ledger', { ...step.law.ledger, phase: 'closed' });
    },
    'log_key.adopted': logKey,
    'semantics.adopted'(step, { semantics }) {
      step.need(semantics === 1, 'semantics_unknown');
      step.put('ledger', 'ledger', { ...step.law.ledger, semantics });
    },
    'body.constituted'(step, { body, name, required }) {
      const single = step.law.get('single_officer', body) !== null;
      step.floor(required.administration, ...(single ? [] : [required.ruling]));
      step.put('body', body, { body, name, required, until: null });
    },
    'body.ended'(step, { body, on }) {
      step.body(body);
      step.put('body', body, { ...step.law.get('body', body), until: on });
    },
    'person.entered'(step, { name, person }) {
      step.isNew('person', person);
      step.put('person', person, { name, person });
    },
    'office.assigned'(step, fields) {
      step.body(fields.body);
      step.person(fields.person);
      step.put('office', officeId(fields), { ...fields });
    },
    'office.ended': endOffice,
    'delegation.granted'(step, fields) {
      step.isNew('delegation', fields.delegation);
      step.body(fields.body);
      step.person(fields.giver);
      step.person(fields.taker);
      step.put('delegation', fields.delegation, { ...fields });
    },
    'delegation.ended'(step, { delegation, on }) {
      const doc = step.law.get('delegation', delegation);
      step.need(doc !== null && (doc.until === null || doc.until > on), 'unknown_delegation');
      step.put('delegation', delegation, { ...doc, until: on });
    },
    'key.enrolled': enrol,
    'key.revoked'(step, { key }) {
      const doc = step.law.key(key);
      step.need(doc !== null && doc.revoked === null, 'unknown_key');
      step.put('key', key, { ...doc, revoked: step.index });
    },
    'key.compromised': compromise,
    'authority.set'(step, fields) {
      step.body(fields.body);
      step.floor(fields.persons);
      step.put('authority', fields.class, { ...fields });
    },
    'single_officer.adopted'(step, { body }) {
      step.put('single_officer', body, { body });
    },
    'declaration.adopted': declaration,
    'ruleset.adopted'(step, fields) {
      step.isNew('ruleset', fields.ruleset);
      fields.gives_effect.forEach(({ body }) => step.body(body));
      step.put('ruleset', fields.ruleset, { ...fields });
    },
    'rule.adopted': adopt('rule', Eal.ruleGood, 'bad_rule'),
    'rule.withdrawn': withdraw('rule'),
    'consequence.adopted': adopt('consequence', Eal.consequenceGood, 'bad_consequence'),
    'consequence.withdrawn': withdraw('consequence'),
    'balance.adopted': adopt('balance', Eal.balanceGood, 'bad_balance'),
    'balance.withdrawn': withdraw('balance'),
    'finality.adopted'(step, fields) {
      step.has('ruleset', fields.ruleset, 'unknown_ruleset');
      step.put('finality', fields.ruleset, { ...fields });
    },
    'witness_policy.adopted'(step, { policy }) {
      step.put('witness_policy', 'witness_policy', { policy });
    },
    'succession.announced': announce,
    'succession.completed': complete,
    'act.affirmed'(step, { acts }) {
      for (const act of acts) {
        step.need(step.tables.act(act) !== null, 'unknown_act');
        step.put('affirmed', act, { act });
      }
    },
  };

  /** Examines one administration event; returns the step with its `rows` and `problems`. */
  function administer(event, given) {
    const step = new Step(given);
    const founded = step.law.ledger !== null;
    if (founded && step.law.ledger.phase === 'closed') step.problems.push('ledger_is_closed');
    else if (founded) HANDLERS[event.type](step, event.fields);
    return step;
  }

  Object.assign(Eal, { administer, AdministrationStep: Step, classOf: CLASS_OF, officeId });
})(Eal);
