// The shapes of rules, consequences, balances. Source: docs/spec sections 7 and 13.
(function (Eal) {
  const { isCode, isId, isList, isLine, isSorted, hasMembers, isCount } = Eal.shapes;

  const UNITS = ['hours', 'days', 'working_days', 'weeks', 'months'];
  const OBJECTS = Eal.BAR_OBJECTS;
  const isOneOf = (...codes) => (value) => codes.includes(value);
  const isFlag = (value) => typeof value === 'boolean';
  const isSome = (is) => (value) => isSorted(value, 1, is);
  const isAny = (is) => (value) => isSorted(value, 0, is);
  const { isEventType, isDay } = Eal.spelling;
  const isDayOrNull = (value) => value === null || isDay(value);

  function isCite(value) {
    if (!hasMembers(value, ['instrument', 'point'])) return false;
    return isId(value.instrument) && (value.point === null || isLine(value.point, 1, 64));
  }

  const byInstrument = Eal.orderBy((one) => one.instrument, (one) => one.point);

  function isCites(value, least = 0) {
    return isList(value, least, 65535) && value.every(isCite) && Eal.ascends(value, byInstrument);
  }

  const COMPUTED = [
    'ballots_destroyed', 'ballots_missing', 'ballots_not_counted', 'registered', 'lead', 'in_box',
    'invalid', 'valid', 'voted',
  ];

  function isNamedQuantity(value) {
    if (value === null) return true;
    if (!hasMembers(value, ['kind', 'name'])) return false;
    if (value.kind === 'field') return isCode(value.name);
    return value.kind === 'computed' && COMPUTED.includes(value.name);
  }

  const isMoment = (...names) => (value) => value === null || names.includes(value);
  const isWindow = isMoment('polling_day', 'opening', 'closing', 'certification');

  const PARAMETERS = {
    body: { bodies: isSome(isId) },
    level: { levels: isSome(isCode) },
    size: { units_max: (value) => isCount(value) },
    window: { not_before: isWindow, not_after: isWindow },
    majority: {
      base: isOneOf('present', 'members'), numerator: (value) => isCount(value, 1),
      denominator: (value) => isCount(value, 1), strict: isFlag, counted: isOneOf('claimed', 'signed'),
    },
    quorum: { persons_min: (value) => isCount(value, 1), counted: isOneOf('claimed', 'signed') },
    offices: { offices: isSome(isCode) },
    citations: { cites: (value) => isCites(value, 1) },
    incompatible_roles: { offices: (value) => isSorted(value, 2, isCode) },
    deadline: {
      count: (value) => isCount(value) && value <= 36500,
      start: isOneOf('polling_day', 'order', 'decision', 'publication', 'service', 'finality'),
      unit: isOneOf(...UNITS),
    },
    in_person: { offices: isAny(isCode) },
    outcome_test: {
      formula: isOneOf('affected_exceeds_margin', 'affected_reaches_margin', 'may_have_influenced', 'per_se'),
      affected: isNamedQuantity, margin: isNamedQuantity,
      numerator: (value) => isCount(value, 1), denominator: (value) => isCount(value, 1),
      conclusion: (value) => value === null || isCode(value),
    },
    blockers: { blockers: isSome(isOneOf('open_items', 'undated_run', 'run_not_counted', 'contested')) },
  };

  const APPLIES = ['bodies', 'effects', 'events', 'objects', 'what'];

  function isApplies(value) {
    if (!hasMembers(value, APPLIES) || !isSorted(value.bodies, 0, isId)) return false;
    const effect = isOneOf(...Eal.effectNames);
    if (!isSorted(value.effects, 0, effect) || !isSorted(value.events, 0, isEventType)) return false;
    return isSorted(value.objects, 0, isOneOf(...OBJECTS)) && isSorted(value.what, 0, isCode);
  }

  function parametersGood(test, parameters) {
    if (!Eal.knows(PARAMETERS, test)) return false;
    const wanted = PARAMETERS[test];
    if (!hasMembers(parameters, Object.keys(wanted))) return false;
    return Object.keys(wanted).every((name) => wanted[name](parameters[name]));
  }

  const RULE = [
    'applies_to', 'cites', 'from', 'id', 'outcome', 'parameters', 'ruleset', 'says', 'test', 'until',
  ];

  /** Whether a value is a rule (section 7). */
  function ruleGood(value) {
    if (!hasMembers(value, RULE) || !isId(value.id) || !isId(value.ruleset)) return false;
    if (!isDayOrNull(value.from) || !isDayOrNull(value.until)) return false;
    if (!['refuse', 'mark', 'void', 'not_assessed'].includes(value.outcome)) return false;
    if (!isApplies(value.applies_to) || !isCites(value.cites) || !Eal.saysGood(value.says)) return false;
    return parametersGood(value.test, value.parameters);
  }

  const ON_EFFECTS = ['bar', 'certify', 'date', 'lift', 'order_run', 'title'];

  function isOn(value) {
    if (!hasMembers(value, ['bodies', 'effects', 'objects', 'what']) || !isSorted(value.bodies, 0, isId)) return false;
    if (!isSorted(value.effects, 1, isOneOf(...ON_EFFECTS))) return false;
    return isSorted(value.objects, 0, isOneOf(...OBJECTS)) && isSorted(value.what, 0, isCode);
  }

  function isEnded(value) {
    if (!hasMembers(value, ['effects', 'life']) || !isSorted(value.life, 0, isCode)) return false;
    return isSorted(value.effects, 0, isOneOf(...ON_EFFECTS, 'link'));
  }

  const CONSEQUENCE = [
    'cites', 'count', 'ended_by', 'from', 'id', 'item', 'kind', 'on', 'owner', 'ruleset', 'says',
    'start', 'unit', 'until',
  ];
  const STARTS = ['decision', 'order', 'polling_day', 'publication', 'service', 'finality'];

  function clockGood({ count, unit, kind, start }) {
    if (!STARTS.includes(start)) return false;
    if (count === null || unit === null) return count === null && unit === null && kind === 'owed';
    return isCount(count) && count <= 36500 && UNITS.includes(unit);
  }

  /** Whether a value is a consequence (section 7, *By law*). */
  function consequenceGood(value) {
    if (!hasMembers(value, CONSEQUENCE) || !isId(value.id) || !isId(value.ruleset)) return false;
    if (!isDayOrNull(value.from) || !isDayOrNull(value.until)) return false;
    if (!['owed', 'happens'].includes(value.kind) || !isCode(value.item)) return false;
    if (!(value.owner === null || isId(value.owner)) || !clockGood(value)) return false;
    if (!isOn(value.on) || !isEnded(value.ended_by)) return false;
    return isCites(value.cites) && Eal.saysGood(value.says);
  }

  function isTerm(value, material, kind) {
    if (!hasMembers(value, ['bucket', 'factor', 'measure', 'of', 'where'])) return false;
    if (!isCount(value.factor, 1) || !['here', 'below'].includes(value.where)) return false;
    if (value.bucket !== null) {
      const told = isCode(value.bucket) && value.measure === null && material !== null;
      if (value.of === 'before_repeat') return told && kind === 'unit' && value.where === 'here';
      return told && ['now', 'in', 'out'].includes(value.of);
    }
    const told = isCode(value.measure) && kind === 'unit' && value.where === 'here';
    return told && [null, 'selections', 'replaced'].includes(value.of);
  }

  function isSubjects(value) {
    if (!hasMembers(value, ['kind', 'types']) || !isSorted(value.types, 0, isCode)) return false;
    return ['unit', 'consignment', 'container'].includes(value.kind);
  }

  const BALANCE = ['cites', 'id', 'left', 'material', 'relation', 'right', 'ruleset', 'says', 'subjects'];

  /** Whether a value is a balance (section 13). */
  function balanceGood(value) {
    if (!hasMembers(value, BALANCE) || !isId(value.id) || !isId(value.ruleset)) return false;
    if (!isSubjects(value.subjects) || !(value.material === null || isCode(value.material))) return false;
    const side = (terms, least) =>
      isList(terms, least, 20) && terms.every((term) => isTerm(term, value.material, value.subjects.kind));
    if (!side(value.left, 1) || !side(value.right, 0)) return false;
    if (!['equals', 'at_most'].includes(value.relation)) return false;
    return isCites(value.cites) && Eal.saysGood(value.says);
  }

  Object.assign(Eal, { ruleGood, consequenceGood, balanceGood });
})(Eal);
