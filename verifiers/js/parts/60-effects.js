// What the effects of one event make: rows, marks, and what refuses it. Source: docs/spec sections 6, 8.3.
(function (Eal) {
  const LEAVES_OUT = {
    link: ['to'], amount: ['holder', 'quantity'], due: ['about'], done: ['about'], lift: ['target'],
    widen: ['target'], narrow: ['target'], title: ['holder'], figure: ['figures'], move: ['subject'],
    number: ['holder', 'numbers'], seal: ['on'],
  };

  /** One event being made: what its effects read, and the rows, marks and problems they give. */
  class Making {
    constructor(act, number, declaration, moment) {
      this.act = act;
      this.event = act.events[number - 1];
      this.number = number;
      this.id = `${act.act_id}#${number}`;
      this.types = new Map(declaration.fields.map((field) => [field.name, field.type]));
      this.moment = moment;
      this.tables = moment.tables;
      this.day = Eal.dayOfEvent(this.event, act);
      this.effectCount = 0;
      Object.assign(this, { rows: [], marks: [], problems: [] });
    }

    /** The value of an argument; null if it is left out or its field is null. */
    value(effect, name) {
      const argument = effect[name];
      if (argument === undefined) return null;
      return String(argument).startsWith('$') ? this.event.fields[argument.slice(1)] : argument;
    }

    /** The kind of subject that an argument's field names. */
    kind(effect, name) {
      return Eal.kindOf(this.types.get(effect[name].slice(1)));
    }

    /** The subject key of an argument, or null. */
    key(effect, name) {
      const value = this.value(effect, name);
      return value === null ? null : `${this.kind(effect, name)}:${value}`;
    }

    row(table, columns) {
      this.rows.push({ table, ...columns });
    }

    mark(code, subject = null) {
      this.marks.push({ code, event: this.number, rule: null, subject });
    }

    /** Marks a reference whose act is neither in the log nor this one. */
    markUnknown(reference, code) {
      const act = Eal.actOf(reference);
      if (act !== this.act.act_id && this.tables.act(act) === null) this.mark(code, `act:${act}`);
    }

    /** An effect row; `given` has the columns that apply. */
    effect(verb, given) {
      this.effectCount += 1;
      const id = `${this.index}.${this.number}.${this.effectCount}`;
      this.rows.push(effectRow(this.act, this.moment.law, { event: this.id, id, verb, ...given }));
      return id;
    }

    /** One effect row a box, each followed by its units. */
    scoped(verb, boxes, given, sign = '+') {
      for (const box of boxes) {
        const { channels, contests, selections } = box;
        const effect = this.effect(verb, { channels, contests, selections, ...given });
        for (const unit of this.tables.unitsOf(box)) this.row('effect_unit', { effect, further: null, sign, unit });
        if (box.further === null) continue;
        this.row('effect_unit', { effect, further: box.further.count, sign, unit: box.further.within });
      }
    }

    /** A new subject; one that exists refuses the act. */
    subject(key, name, parent, type) {
      const made = this.rows.some((row) => row.table === 'subject' && row.key === key);
      if (made || this.tables.find('subject', key).length > 0) this.problems.push('already_exists');
      this.row('subject', { key, kind: key.slice(0, key.indexOf(':')), name, parent, type });
    }

    /** Whether a subject exists, or was made by this event already. */
    has(key) {
      return this.tables.exists(key) || this.rows.some((row) => row.table === 'subject' && row.key === key);
    }
  }

  /** An effect row of an act; what does not apply is null. */
  function effectRow(act, law, given) {
    return {
      act: act.act_id, awaits: act.decision === null ? null : law.awaits(act.body, act.day), body: act.body,
      channels: [], contests: [], data: {}, from_day: (act.decision && act.decision.effective_on) || act.day,
      object: null, run: null, selections: [], table: 'effect', target: null, until_day: null, what: null, ...given,
    };
  }

  /** The row of the remedy that a decision states with a term; none, or one. */
  function remedyRows(act, index, law) {
    const remedy = act.decision === null ? null : act.decision.remedy;
    if (remedy === null || remedy.count === null) return [];
    const own = { data: remedy, event: act.act_id, from_day: act.day, id: `${index}.0.1`, verb: 'remedy' };
    return [effectRow(act, law, own)];
  }

  function createItems(making, effect) {
    const items = making.value(effect, 'items');
    const what = effect.what;
    const parents = what === 'unit' ? 'unit' : 'contest';
    for (const { id, name, parent, type } of items) {
      const above = parent === null ? null : `${parents}:${parent}`;
      if (above !== null && !making.has(above)) making.problems.push(`unknown_${parents}`);
      making.subject(`${what}:${id}`, name, above, type);
    }
  }

  function createList(making, effect) {
    const list = making.value(effect, 'id');
    making.subject(`unit_list:${list}`, making.value(effect, 'name'), null, null);
    for (const { id } of making.value(effect, 'items')) {
      if (!making.tables.exists(`unit:${id}`)) making.problems.push('unknown_unit');
      making.row('member', { list, unit: id });
    }
  }

  function move(making, effect) {
    for (const subject of moved(making, effect)) {
      const before = Eal.statusOf(making.tables, subject, making.value(effect, 'field'), null);
      if (effect.from !== undefined && !effect.from.includes(before)) making.mark('gap', subject);
      making.row('status', {
        day: making.day, event: making.id, field: making.value(effect, 'field'), subject,
        value: making.value(effect, 'to'),
      });
    }
  }

  function moved(making, effect) {
    if (effect.of !== 'poll' && effect.of !== 'count') return [making.key(effect, 'subject')];
    const run = making.value(effect, 'run');
    return making.value(effect, 'scope').flatMap((box) =>
      box.contests.flatMap((contest) =>
        making.tables.unitsOf(box).map((unit) => `${effect.of}:${contest}/${unit}/${run}`)));
  }

  function bucket(making, effect, holder, name, how) {
    const quantity = making.value(effect, 'quantity');
    const { low, high, why } = Eal.intervals.ofQuantity(quantity);
    making.row('amount', {
      bucket: making.value(effect, name), day: making.day, event: making.id,
      high: high === null ? null : Number(high), holder, how, low: Number(low),
      material: making.value(effect, 'material'), why,
    });
  }

  function threshold(making, effect) {
    const numerator = making.value(effect, 'threshold_numerator');
    const denominator = making.value(effect, 'threshold_denominator');
    if (numerator === null || denominator === null || denominator === 0) return null;
    return { base: making.value(effect, 'threshold_base') || 'votes', denominator, numerator };
  }

  const MAKE = {
    create(making, effect) {
      if (effect.what === 'unit_list') return createList(making, effect);
      if (effect.items !== undefined) return createItems(making, effect);
      const parent = effect.parent === undefined ? null : making.key(effect, 'parent');
      const key = `${effect.what}:${making.value(effect, 'id')}`;
      return making.subject(key, making.value(effect, 'name'), parent, making.value(effect, 'type'));
    },
    move,
    amount(making, effect) {
      const held = making.value(effect, 'holder');
      const kind = making.kind(effect, 'holder');
      for (const id of Array.isArray(held) ? held : [held]) bucket(making, effect, `${kind}:${id}`, 'bucket', effect.how);
    },
    transfer(making, effect) {
      bucket(making, effect, making.key(effect, 'from'), 'from_bucket', 'less');
      bucket(making, effect, making.key(effect, 'to'), 'to_bucket', 'add');
    },
    number(making, effect) {
      const from = effect.from === undefined ? null : making.key(effect, 'from');
      const [holder, material] = [making.key(effect, 'holder'), making.value(effect, 'material')];
      const told = making.value(effect, 'quantity');
      const quantity = told === null ? null : Eal.intervals.bounds(Eal.intervals.ofQuantity(told));
      const data = { from, holder, material, numbers: making.value(effect, 'numbers'), quantity };
      if (from === null) making.effect('number', { data, target: `numbers:${material}`, what: 'made' });
      else making.effect('number', { data, target: from, what: 'given' });
      making.effect('number', { data, target: holder, what: 'had' });
    },
    seal(making, effect) {
      const named = making.value(effect, 'seals');
      const data = { on: making.key(effect, 'on'), seals: named === null ? null : Eal.sorted([named].flat()) };
      const what = making.value(effect, 'how');
      making.effect('seal', { data, target: data.on, what });
      if (what !== 'put') return;
      for (const seal of data.seals || []) making.effect('seal', { data, target: `seal:${seal}`, what });
    },
    figure(making, effect) {
      const value = (name) => making.value(effect, name);
      const [form, part] = [value('form'), value('part')];
      const stated = making.tables.find('figure.form', form);
      if (stated.some((row) => row.part === part)) making.mark('form_restated', `form:${form}`);
      making.row('figure', {
        contest: value('contest'), covers: value('covers'), day: making.day, event: making.id,
        figures: value('figures'), form, level: value('level'), part, parts: value('parts'),
        run: value('run'), unit: value('unit'),
      });
      if (part !== null) return;
      const subject = `form:${form}`;
      making.row('status', { day: making.day, event: making.id, field: 'form', subject, value: 'claimed' });
    },
    bar(making, effect) {
      const from = making.value(effect, 'from');
      making.scoped('bar', making.value(effect, 'scope'), {
        data: { works: effect.works || 'from_now' }, object: making.value(effect, 'object'),
        run: making.value(effect, 'run'), until_day: making.value(effect, 'until'),
        what: making.value(effect, 'what'), ...(from === null ? {} : { from_day: from }),
      });
    },
    lift(making, effect) {
      const target = making.value(effect, 'target');
      making.markUnknown(target, 'target_not_in_log');
      making.effect('lift', { target, until_day: making.value(effect, 'until') });
    },
    widen(making, effect) {
      changeScope(making, effect, '+');
    },
    narrow(making, effect) {
      changeScope(making, effect, '-');
    },
    order_run(making, effect) {
      const [run, basis] = [making.value(effect, 'run'), making.value(effect, 'basis')];
      if (basis !== null) making.markUnknown(basis, 'cites_unknown');
      const target = making.value(effect, 'replaces');
      making.scoped('order_run', making.value(effect, 'scope'), { data: { basis }, run, target });
      making.subject(`run:${run}`, null, null, null);
    },
    date(making, effect) {
      const given = { data: { day: making.value(effect, 'day') }, run: making.value(effect, 'run') };
      const scope = making.value(effect, 'scope');
      if (scope === null) making.effect('date', given);
      else making.scoped('date', scope, given);
    },
    certify(making, effect) {
      const given = { run: making.value(effect, 'run'), what: making.value(effect, 'what') };
      making.scoped('certify', making.value(effect, 'scope'), given);
    },
    allocate(making, effect) {
      const exempt = Eal.sorted(making.value(effect, 'exempt') || []);
      making.effect('allocate', {
        data: { exempt, seats: making.value(effect, 'seats'), threshold: threshold(making, effect) },
        target: `contest:${making.value(effect, 'contest')}`, what: making.value(effect, 'method'),
      });
    },
    title(making, effect) {
      const data = { holder: making.value(effect, 'holder') };
      making.effect('title', {
        data, target: `seat:${making.value(effect, 'seat')}`, what: making.value(effect, 'status'),
      });
    },
    due(making, effect) {
      const data = { by: making.value(effect, 'by'), owner: making.value(effect, 'owner') || making.act.body };
      making.effect('due', { data, target: `${making.value(effect, 'item')}/${making.key(effect, 'about')}` });
    },
    done(making, effect) {
      const about = making.key(effect, 'about');
      const target = `${making.value(effect, 'item')}/${about}`;
      const duty = making.moment.duty(target);
      if (duty === null || duty.verb !== 'due') making.mark('nothing_due', about);
      making.effect('done', { target });
    },
    link(making, effect) {
      const target = making.value(effect, 'to');
      making.markUnknown(target, 'cites_unknown');
      making.effect('link', { target, what: making.value(effect, 'relation') });
    },
    note() {},
  };

  function changeScope(making, effect, sign) {
    const target = making.value(effect, 'target');
    making.markUnknown(target, 'target_not_in_log');
    making.scoped(effect.do, making.value(effect, 'scope'), { target }, sign);
  }

  function leftOut(making, effect) {
    return (LEAVES_OUT[effect.do] || []).some(
      (name) => effect[name] !== undefined && making.value(effect, name) === null);
  }

  /**
   * Makes the effects of an event: `{rows, marks, problems}`, the rows without `since` and `ordinal`.
   * `only`: the verbs that are made (a void event keeps its links); null: all.
   */
  function makeEffects(act, number, declaration, moment, index, only) {
    const making = new Making(act, number, declaration, moment);
    making.index = index;
    for (const effect of declaration.effects) {
      if ((only === null || only.includes(effect.do)) && !leftOut(making, effect)) MAKE[effect.do](making, effect);
    }
    return making;
  }

  Object.assign(Eal, { makeEffects, remedyRows });
})(Eal);
