// Fields of administration events. Source: docs/spec section 4.
(function (Eal) {
  const { isText, isId, isCode, isCount, isLine, isList, hasMembers, isSorted } = Eal.shapes;
  const { isDay, isHash, isInstant, isOrigin } = Eal.spelling;

  const isTitle = (value) => isLine(value, 1, 500);
  const orNull = (is) => (value) => value === null || is(value);
  const isPositive = (value) => isCount(value, 1);
  const by = (...names) => Eal.orderBy(...names.map((name) => (one) => one[name]));

  function isRequired(value) {
    const kinds = ['administration', 'filing', 'finding', 'ruling', 'statement'];
    return hasMembers(value, kinds) && kinds.every((kind) => isPositive(value[kind]));
  }

  function isVkey(value) {
    return isText(value) && Eal.attempt(() => Eal.parseVkey(value)).refusal === undefined;
  }

  function isPolicy(value) {
    if (!isText(value) || value === '' || Eal.pointCount(value) > Eal.limits.policyPoints) return false;
    return Eal.attempt(() => Eal.parsePolicy(Eal.utf8(value), false)).refusal === undefined;
  }

  function isListOf(members, checks, order, least = 0) {
    return (value) =>
      isList(value, least, 65535) &&
      value.every((one) => hasMembers(one, members) && members.every((name) => checks[name](one[name]))) &&
      (order === null || Eal.ascends(value, order));
  }

  const isMilestone = (value) => ['adoption', 'signed', 'published', 'served', 'final'].includes(value);
  const isMinutes = (value) => Number.isSafeInteger(value) && Math.abs(value) <= 900;
  const WEEK = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

  function isWeekend(value) {
    if (!isList(value, 0, 6) || !value.every((day) => WEEK.includes(day))) return false;
    return value.every((day, n) => n === 0 || WEEK.indexOf(value[n - 1]) < WEEK.indexOf(day));
  }

  const isFigure = (value) => ['computed', 'declared'].includes(value);
  const OFFICE = { body: isId, from: isDay, office: isCode, person: isId, until: orNull(isDay) };
  const CLASSES = ['authority', 'bodies', 'keys', 'ledger', 'persons', 'recovery', 'rules', 'vocabulary'];
  const isClass = (value) => CLASSES.includes(value);

  function isFloors(value) {
    if (!hasMembers(value, ['persons_min', 'share_denominator', 'share_numerator'])) return false;
    const { persons_min, share_denominator, share_numerator } = value;
    return [persons_min, share_denominator, share_numerator].every(isPositive) && share_numerator <= share_denominator;
  }

  function isPredecessor(value) {
    if (!hasMembers(value, ['id', 'origin', 'root', 'size'])) return false;
    return isHash(value.id) && isOrigin(value.origin) && isHash(value.root) && isPositive(value.size);
  }

  const FOUNDING = {
    nonce: isHash,
    purpose: (value) => ['official', 'rehearsal', 'reconstruction'].includes(value),
    clock: (value) => ['real', 'simulated'].includes(value),
    semantics: (value) => isCount(value),
    log_keys: (value) => isList(value, 1, 65535) && value.every(isVkey),
    recorder_key: Eal.isKey,
    bodies: isListOf(['body', 'name', 'required'], { body: isId, name: isTitle, required: isRequired }, by('body')),
    persons: isListOf(['key', 'name', 'person'], { key: Eal.isKey, name: isTitle, person: isId }, by('person')),
    offices: isListOf(Object.keys(OFFICE), OFFICE, by('body', 'person', 'office')),
    authorities: isListOf(['body', 'class', 'persons'], { body: isId, class: isClass, persons: isCount }, by('class')),
    floors: isFloors,
    recovery_delay_days: (value) => isCount(value) && value <= 36500,
    predecessor: orNull(isPredecessor),
    witness_policy: orNull(isPolicy),
  };

  const ENTERING = { key: Eal.isKey, name: isTitle, office: isCode, person: isId };

  const FIELDS = {
    'ledger.founded': FOUNDING,
    'ledger.opened': {},
    'ledger.closed': { reason: isTitle, successor: orNull(isTitle) },
    'log_key.adopted': { from_size: isCount, vkey: isVkey },
    'semantics.adopted': { semantics: isCount },
    'body.constituted': { body: isId, name: isTitle, required: isRequired },
    'body.ended': { body: isId, on: isDay },
    'person.entered': { person: isId, name: isTitle },
    'office.assigned': OFFICE,
    'office.ended': { body: isId, person: isId, office: isCode, on: isDay },
    'delegation.granted': {
      delegation: isId, body: isId, giver: isId, taker: isId, office: isCode, from: isDay, until: orNull(isDay),
    },
    'delegation.ended': { delegation: isId, on: isDay },
    'key.enrolled': { person: isId, key: Eal.isKey, replaces: orNull(isTitle) },
    'key.revoked': { key: isTitle, reason: isTitle },
    'key.compromised': { key: isTitle, suspect_from: orNull((value) => isCount(value)) },
    'authority.set': { class: isClass, body: isId, persons: isCount },
    'single_officer.adopted': { body: isId },
    'intake_system.adopted': {
      events: (value) => isSorted(value, 1, (name) => Eal.spelling.isEventType(name) && !Object.hasOwn(FIELDS, name)),
      officer: isId, person: isId,
    },
    'document.withheld': { basis: orNull(isTitle), document: isHash, reason: isTitle, until: orNull(isDay) },
    'document.released': { document: isHash },
    'document.erased': { basis: orNull(isTitle), document: isHash, reason: isTitle },
    'declaration.adopted': { declaration: Eal.isObject },
    'ruleset.adopted': {
      ruleset: isId, title: isTitle, instrument: isTitle, from: isDay, until: orNull(isDay),
      gives_effect: isListOf(['body', 'milestone'], { body: isId, milestone: isMilestone }, by('body')),
      offsets: isListOf(['from', 'minutes'], { from: isInstant, minutes: isMinutes }, by('from'), 1),
      weekend: isWeekend,
      holidays: (value) => isSorted(value, 0, isDay),
      prevails: isListOf(['figure', 'level'], { figure: isFigure, level: isCode }, by('level')),
    },
    'rule.adopted': { rule: Eal.isObject },
    'rule.withdrawn': { rule: isId },
    'consequence.adopted': { consequence: Eal.isObject },
    'consequence.withdrawn': { consequence: isId },
    'finality.adopted': {
      ruleset: isId, effects: (value) => isSorted(value, 0, (name) => Eal.effectNames.includes(name)),
    },
    'witness_policy.adopted': { policy: isPolicy },
    'balance.adopted': { balance: Eal.isObject },
    'balance.withdrawn': { balance: isId },
    'succession.announced': {
      succession: isId, body: isId, authority: isTitle, instrument: isTitle, from: isDay,
      leaving: (value) => isSorted(value, 0, isId),
      entering: isListOf(Object.keys(ENTERING), ENTERING, by('person')),
    },
    'succession.completed': { succession: isId },
    'state.sealed': { position: isCount, root: isHash, sheets: isCount },
    'act.affirmed': { acts: (value) => isSorted(value, 1, isId) },
  };

  /** The codes of what is wrong with the fields of an administration event. */
  function administrationFields(event) {
    const wanted = FIELDS[event.type];
    const names = Object.keys(event.fields);
    if (Object.keys(wanted).some((name) => !names.includes(name))) return ['missing_field'];
    if (names.some((name) => !Object.hasOwn(wanted, name))) return ['unknown_field'];
    return names.every((name) => wanted[name](event.fields[name], 0)) ? [] : ['bad_field'];
  }

  Object.assign(Eal, {
    administrationFields, administrationNames: new Set(Object.keys(FIELDS)), authorityClasses: CLASSES,
  });
})(Eal);
