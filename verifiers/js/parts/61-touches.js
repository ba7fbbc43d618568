// What an act names and touches. Source: docs/spec sections 7 (*What an event names*) and 8.3 (touch).
(function (Eal) {
  function scopeKeys(scope, tables) {
    return scope.flatMap((box) => {
      const units = box.further === null ? tables.unitsOf(box) : [...tables.unitsOf(box), box.further.within];
      return [...units.map((id) => `unit:${id}`), ...box.contests.map((id) => `contest:${id}`)];
    });
  }

  function itemKind(declaration, name) {
    const effect = declaration.effects.find((one) => one.do === 'create' && one.items === `$${name}`);
    return effect && effect.what === 'selection' ? 'selection' : 'unit';
  }

  function fieldKeys(field, value, declaration, tables) {
    const { base } = Eal.parseType(field.type);
    const values = Array.isArray(value) && base !== 'scope' && base !== 'items' ? value : [value];
    if (base === 'scope') return scopeKeys(value, tables);
    if (base === 'items') return value.map((item) => `${itemKind(declaration, field.name)}:${item.id}`);
    if (base === 'reference') return values.map((one) => `act:${Eal.actOf(one)}`);
    const kind = Eal.kindOf(field.type);
    return kind === null ? [] : values.map((one) => `${kind}:${one}`);
  }

  const STATED = { create: ['id', null], order_run: ['run', 'run'], figure: ['form', 'form'], title: ['seat', 'seat'] };

  function statedKeys(event, declaration) {
    return declaration.effects.flatMap((effect) => {
      const [name, kind] = STATED[effect.do] || [];
      if (name === undefined || effect[name] === undefined) return [];
      const id = event.fields[effect[name].slice(1)];
      return id === null ? [] : [`${kind || effect.what}:${id}`];
    });
  }

  /** The keys that an event touches. */
  function touchedKeys(event, declaration, tables) {
    const fields = declaration.fields.filter((field) => event.fields[field.name] !== null);
    const named = fields.flatMap((field) => fieldKeys(field, event.fields[field.name], declaration, tables));
    return [...named, ...statedKeys(event, declaration)];
  }

  /** The keys of subjects that an event would make, whatever its outcome. */
  function madeKeys(event, declaration) {
    return declaration.effects.flatMap((effect) => {
      if (effect.do === 'order_run') return [`run:${event.fields[effect.run.slice(1)]}`];
      if (effect.do !== 'create') return [];
      if (effect.items !== undefined && effect.what !== 'unit_list') {
        return event.fields[effect.items.slice(1)].map((item) => `${effect.what}:${item.id}`);
      }
      return [`${effect.what}:${event.fields[effect.id.slice(1)]}`];
    });
  }

  function fieldsOf(event, declaration, base) {
    return declaration.fields
      .filter((field) => Eal.parseType(field.type).base === base && event.fields[field.name] !== null)
      .flatMap((field) => event.fields[field.name]);
  }

  /** What an event names: its `boxes` and `runs`, as its fields say them. */
  function namedBy(event, declaration) {
    const boxes = fieldsOf(event, declaration, 'scope');
    return { boxes, runs: Eal.sorted(fieldsOf(event, declaration, 'run')) };
  }

  Object.assign(Eal, { touchedKeys, madeKeys, namedBy });
})(Eal);
