// Declarations: what `declaration.adopted` may adopt. Source: docs/spec sections 5 and 6.
(function (Eal) {
  const { isCode, isLanguage, isList, isLine, isSorted, hasMembers, isCount } = Eal.shapes;

  const OBJECTS = [
    'call', 'candidates', 'register', 'voting', 'count', 'result', 'certification', 'mandate', 'decision',
  ];
  const CREATED = [
    'unit', 'unit_list', 'election_event', 'election', 'contest', 'round', 'selection', 'seat',
    'consignment', 'container', 'seal', 'complaint',
  ];
  const BARS = ['annul', 'exclude', 'stay', 'cannot_establish', 'hold_back'];
  const TITLES = ['conferred', 'accepted', 'refused', 'suspended', 'lost', 'restored', 'extended'];
  const METHODS = ['dhondt', 'droop', 'hare', 'sainte_lague'];
  const SEALS = ['put', 'found', 'off', 'open', 'missing'];
  const CODES = null;

  // An argument: the field types it admits, whether it may be left out, whether a null field leaves
  // the effect (or, where optional, the argument) out, and the codes of a literal.
  const types = (...names) => ({ types: names });
  const literal = (codes) => ({ literal: codes });
  const maybe = (argument) => ({ ...argument, optional: true, nullable: true });
  const orNull = (argument) => ({ ...argument, nullable: true });
  const coded = (codes = CODES) => ({ types: ['code'], codes });

  const SUBJECT = ['unit', 'contest', 'run', 'subject:KIND'];
  const HOLDER = ['unit', 'subject:KIND'];
  const LISTED = ['list:unit', 'list:subject:KIND'];
  const TARGET = ['reference', 'act'];

  const EFFECTS = {
    create: {
      what: literal(CREATED),
      id: maybe({ types: ['id'], strict: true }),
      name: maybe(types('text', 'id')),
      parent: maybe(types('unit', 'contest', 'election', 'subject:KIND')),
      type: maybe(coded()),
      items: maybe({ types: ['items'], strict: true }),
    },
    move: {
      of: literal(CODES), field: coded(), to: coded(), from: { optional: true, array: true },
      scope: { types: ['scope'], optional: true }, run: { types: ['run'], optional: true },
      subject: { types: [...SUBJECT, 'act'], optional: true, nullable: true },
    },
    amount: {
      holder: orNull(types(...HOLDER, ...LISTED)), material: coded(), bucket: coded(),
      quantity: orNull(types('quantity')), how: literal(['add', 'is']),
    },
    transfer: {
      material: coded(), quantity: types('quantity'), from: types(...HOLDER), from_bucket: coded(),
      to: types(...HOLDER), to_bucket: coded(),
    },
    number: {
      holder: orNull(types(...HOLDER)), material: coded(), numbers: orNull(types('numbers')),
      from: maybe(types(...HOLDER)), quantity: maybe(types('quantity')),
    },
    seal: {
      on: orNull(types(...HOLDER)), how: coded(SEALS), seals: maybe(types('subject:seal', 'list:subject:seal')),
    },
    figure: {
      form: types('id'), contest: types('contest'), unit: types('unit'), run: types('run'),
      level: coded(), figures: orNull(types('figures')), covers: maybe(types('scope')),
      part: maybe(types('count')), parts: maybe(types('list:reference')),
    },
    bar: {
      what: coded(BARS), object: coded(OBJECTS), scope: types('scope'), run: types('run'),
      from: maybe(types('day')), until: maybe(types('day')),
      works: { literal: ['from_now', 'from_beginning'], optional: true },
    },
    lift: { target: orNull(types(...TARGET)), until: maybe(types('day')) },
    widen: { target: orNull(types(...TARGET)), scope: types('scope') },
    narrow: { target: orNull(types(...TARGET)), scope: types('scope') },
    order_run: {
      run: types('id'), scope: types('scope'), replaces: maybe(types('run')),
      basis: maybe(types(...TARGET)),
    },
    date: { run: types('run'), scope: maybe(types('scope')), day: maybe(types('day')) },
    certify: { what: coded(), scope: types('scope'), run: types('run') },
    allocate: {
      contest: types('contest'), method: coded(METHODS), seats: types('count'),
      threshold_numerator: maybe(types('count')), threshold_denominator: maybe(types('count')),
      threshold_base: maybe(coded()), exempt: maybe(types('list:subject:KIND')),
    },
    title: {
      seat: types('id', 'subject:seat'), holder: orNull(types('text', 'id')), status: coded(TITLES),
    },
    due: {
      item: coded(), about: orNull(types(...SUBJECT, 'act')), owner: maybe(types('body')),
      by: maybe(types('day')),
    },
    done: { item: coded(), about: orNull(types(...SUBJECT, 'act')) },
    link: { relation: coded(), to: orNull(types(...TARGET)) },
    note: {},
  };

  const BY_KIND = {
    finding: ['create', 'move', 'amount', 'transfer', 'number', 'seal', 'figure', 'due', 'done', 'link', 'note'],
    ruling: Object.keys(EFFECTS),
    filing: ['create', 'move', 'due', 'done', 'link', 'note'],
    statement: ['link', 'note'],
  };

  function admits(argument, field) {
    const { base, list, nullable } = Eal.parseType(field.type);
    if (nullable && (!argument.nullable || argument.strict)) return false;
    const bare = list ? `list:${base}` : base;
    const general = bare.replace(/subject:[a-z0-9_]+$/, 'subject:KIND');
    if (!argument.types.includes(bare) && !argument.types.includes(general)) return false;
    if (!argument.codes || base !== 'code') return true;
    return field.of !== null && field.of.every((code) => argument.codes.includes(code));
  }

  function argumentGood(argument, value, fields) {
    if (argument.array) return isList(value, 1, 256) && value.every(isCode);
    if (typeof value !== 'string') return false;
    if (value.startsWith('$')) {
      const field = fields.get(value.slice(1));
      return argument.types !== undefined && field !== undefined && admits(argument, field);
    }
    const codes = argument.literal === undefined ? argument.codes : argument.literal;
    if (argument.literal === undefined && !argument.types.includes('code')) return false;
    return codes ? codes.includes(value) : isCode(value);
  }

  function createGood(effect) {
    if (effect.items === undefined) return effect.id !== undefined && effect.what !== 'unit_list';
    const rest = ['name', 'parent', 'type'].filter((name) => effect[name] !== undefined);
    if (effect.what === 'unit_list') return effect.id !== undefined && rest.every((name) => name === 'name');
    return ['unit', 'selection'].includes(effect.what) && effect.id === undefined && rest.length === 0;
  }

  function parentGood(effect, fields) {
    if (effect.what !== 'unit' || effect.parent === undefined) return true;
    return Eal.kindOf(fields.get(effect.parent.slice(1)).type) === 'unit';
  }

  function moveGood(effect, fields) {
    const placed = ['poll', 'count'].includes(effect.of);
    const has = (name) => effect[name] !== undefined;
    if (placed) return has('scope') && has('run') && !has('subject');
    if (has('scope') || has('run') || !has('subject')) return false;
    return Eal.kindOf(fields.get(effect.subject.slice(1)).type) === effect.of;
  }

  function effectGood(effect, kind, fields) {
    if (!Eal.isObject(effect)) return false;
    const known = Eal.knows(EFFECTS, effect.do) ? EFFECTS[effect.do] : null;
    if (known === null || !BY_KIND[kind].includes(effect.do)) return false;
    const names = Object.keys(effect).filter((name) => name !== 'do');
    if (!names.every((name) => Eal.knows(known, name))) return false;
    if (!Object.keys(known).every((name) => known[name].optional || names.includes(name))) return false;
    if (!names.every((name) => argumentGood(known[name], effect[name], fields))) return false;
    if (effect.do === 'create') return createGood(effect) && parentGood(effect, fields);
    return effect.do !== 'move' || moveGood(effect, fields);
  }

  function fieldGood(field) {
    if (!hasMembers(field, ['name', 'of', 'type']) || !isCode(field.name)) return false;
    const type = Eal.parseType(field.type);
    if (type === null) return false;
    return field.of === null || (type.base === 'code' && isSorted(field.of, 1, isCode));
  }

  /** Whether a value is the `says` of a declaration, rule or consequence. */
  function saysGood(says) {
    if (!isList(says, 1, 256)) return false;
    const one = (said) =>
      hasMembers(said, ['language', 'text']) && isLanguage(said.language) && isLine(said.text, 1, 500);
    return says.every(one) && Eal.ascends(says, Eal.orderBy((said) => said.language));
  }

  const MEMBERS = ['effects', 'fields', 'kind', 'name', 'says', 'version'];

  /** Whether a value is a declaration that may be adopted; `reserved`: names of section 4. */
  function declarationGood(value, reserved) {
    if (!hasMembers(value, MEMBERS) || !Eal.knows(BY_KIND, value.kind)) return false;
    const { effects, fields, kind, name, says, version } = value;
    if (!Eal.spelling.isEventType(name) || reserved.has(name)) return false;
    if (!isCount(version, 1) || !isList(fields, 0, 65535) || !fields.every(fieldGood)) return false;
    if (!Eal.ascends(fields, Eal.orderBy((field) => field.name)) || !saysGood(says)) return false;
    const named = new Map(fields.map((field) => [field.name, field]));
    return isList(effects, 0, 16) && effects.every((effect) => effectGood(effect, kind, named));
  }

  Object.assign(Eal, { declarationGood, saysGood, BAR_OBJECTS: OBJECTS, effectNames: Object.keys(EFFECTS) });
})(Eal);
