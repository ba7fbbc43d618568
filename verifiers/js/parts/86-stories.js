// What a bundle tells in words. Source: docs/spec section 10.
(function (Eal) {
  const words = (code) => code.replaceAll('_', ' ');
  const flat = (text) => text.replaceAll('\n', ' ');
  const textIn = (says, language) => (says.find((one) => one.language === language) || says[0]).text;

  function quantity({ disputed, high, low, why }) {
    if (disputed) return `disputed: ${disputed.map((one) => `${quantity(one)} by ${flat(one.source)}`).join('; ')}`;
    const known = high === null ? (low === 0 ? 'unknown' : `at least ${low}`) : low === high ? `${low}` : `${low} to ${high}`;
    return why === null ? known : `${known} (${words(why)})`;
  }

  function box({ channels, contests, further, lists, selections, units }) {
    const named = [...units, ...lists.map((list) => `the units of ${list}`)];
    if (further !== null) named.push(`further units in ${further.within} (${quantity(further.count)})`);
    const limits = [contests, ...[channels, selections].filter((each) => each.length !== 1 || each[0] !== 'all')];
    return `${named.join(', ')} [${limits.map((each) => each.join(', ')).join(' | ')}]`;
  }

  function object(value) {
    if ('contests' in value) return box(value);
    if ('measure' in value) {
      const of = value.selection === null ? '' : ` ${value.selection}`;
      return `${words(value.measure)}${of} ${quantity(value.value)}`;
    }
    if ('low' in value || 'disputed' in value) return quantity(value);
    if ('earliest' in value) return value.at || value.earliest || value.latest || '(time not known)';
    if ('name' in value) return `${value.id} (${flat(value.name)})`;
    return Eal.encodeText(value);
  }

  function spoken(value) {
    if (value === null || value === undefined) return 'not stated';
    if (typeof value === 'boolean') return value ? 'yes' : 'no';
    if (Array.isArray(value)) return value.map(spoken).join(', ');
    return typeof value === 'object' ? object(value) : flat(String(value));
  }

  function stated(value, language) {
    if (typeof value === 'string') return flat(value);
    if (Eal.isObject(value) && 'says' in value) return `${'name' in value ? value.name : value.id}: ${textIn(value.says, language)}`;
    return Eal.encodeText(value);
  }

  function said({ fields, type }, declared, language) {
    const doc = declared.get(type);
    if (doc) {
      const place = (_, name) => spoken(Object.hasOwn(fields, name) ? fields[name] : null);
      return textIn(doc.says, language).replace(/\{([a-z][a-z0-9_]*)\}/g, place);
    }
    const given = Object.keys(fields).sort().filter((name) => fields[name] !== null);
    const told = given.map((name) => `${words(name)} ${stated(fields[name], language)}`);
    return told.length ? `${type}: ${told.join('; ')}` : type;
  }

  function decided({ number, result, votes }) {
    const cast = votes || {};
    const listed = ['for', 'against', 'abstained', 'absent'].filter((vote) => Number.isInteger(cast[vote]));
    const told = listed.map((vote) => `${cast[vote]} ${vote}`).join(', ') || 'none';
    return `  Decision ${number === null ? 'without number' : number}: ${words(result)}. Votes stated: ${told}.`;
  }

  function marked({ code, event, rule, subject }) {
    const parts = [words(code), event ? `point ${event}` : '', rule === null ? '' : `rule ${rule}`, subject || ''];
    return `  Marked: ${parts.filter((part) => part).join(', ')}.`;
  }

  /** The paragraph of an entry that is admitted. */
  function paragraph({ item, judgement, rows }, law, language) {
    const { act, entry } = item;
    const named = (kind, id) => (law[kind].has(id) ? `${law[kind].get(id).name} (${id})` : id);
    const lines = [`#${entry.index}, ${act.day}: ${named('body', act.body)}, act ${act.act_id}`, `  Recorded ${entry.recorded_at}.`];
    const { attestation: source, decision } = act;
    if (source) lines.push(`  Attested by ${named('body', source.body)} from a document of grade ${words(source.grade)}.`);
    if (decision) lines.push(decided(decision));
    const persons = rows[0].persons.map((person) => named('person', person)).join(', ') || 'nobody';
    lines.push(`  Signatures: ${entry.signatures.length}. Counted: ${persons}.`);
    act.events.forEach((event, n) => {
      const when = event.occurred === null ? '' : ` [${spoken(event.occurred)}]`;
      const outcome = judgement.events[n] === 'effective' ? '' : ` [${words(judgement.events[n])}]`;
      lines.push(`  ${n + 1}. ${said(event, law.declaration, language)}${when}${outcome}`);
    });
    return [...lines, ...judgement.marks.map(marked), ''].join('\n');
  }

  /** The paragraphs of a file, each without the line feed behind it. */
  function paragraphsOf(bytes) {
    const found = [[]];
    for (const line of Eal.linesOf(bytes)) {
      found[found.length - 1].push(Eal.fromUtf8(line) || '\u0000'.repeat(line.length));
      if (line.length === 0) found.push([]);
    }
    return found.filter((lines) => lines.length).map((lines) => lines.join('\n'));
  }

  const indexOf = (text) => Number((/^#([0-9]{1,16}), /.exec(text) || [0, -1])[1]);

  /** The story of a language in a bundle, entry by entry. */
  class Story {
    constructor(check, language, bytes) {
      Object.assign(this, { check, language, given: paragraphsOf(bytes), at: 0, passed: new Set() });
    }

    compare(index, expected, found) {
      this.check.examine();
      if (expected !== found) this.check.fail('story_differs', index, { expected, found });
    }

    take(index, own) {
      for (; this.at < this.given.length; this.at += 1) {
        const [text, number] = [this.given[this.at], indexOf(this.given[this.at])];
        if (number > index) break;
        if (number === index || number < 0) {
          this.at += 1;
          this.compare(index, own, text);
          return;
        }
        if (!this.passed.has(number)) this.compare(number, 'no paragraph', text);
      }
      this.compare(index, own, 'no paragraph');
    }

    finish() {
      const left = this.given.slice(this.at).filter((text) => !this.passed.has(indexOf(text)));
      for (const text of left) this.compare(null, 'no paragraph', text);
    }
  }

  /** V28: what is told in words is what the entries say. */
  Eal.stories = function (meaning, report) {
    const [check, { files, first = 0, ledger, size }] = [report.check('V28'), meaning.record];
    const names = Object.keys(files).filter((name) => Eal.languageOf(name) !== null).sort();
    const readme = files['README.txt'];
    if (!names.length && !readme) return check.notApplicable('the bundle tells nothing in words');
    const stories = names.map((name) => new Story(check, Eal.languageOf(name), files[name]));
    const law = { body: new Map(), declaration: new Map(), person: new Map() };
    const languages = new Set();
    for (const told of meaning.entries) {
      if (told.judgement === null) {
        for (const story of stories) story.passed.add(told.item.index);
        continue;
      }
      for (const { doc, id, kind, table } of told.rows) {
        if (table !== 'law' || !law[kind] || doc === null) continue;
        law[kind].set(id, doc);
        if (kind === 'declaration') for (const one of doc.says) languages.add(one.language);
      }
      if (told.item.index < first) continue;
      for (const story of stories) story.take(told.item.index, paragraph(told, law, story.language));
    }
    for (const story of stories) story.finish();
    const [due, there] = [Eal.sorted(languages), Eal.sorted(stories.map((story) => story.language))];
    if (stories.length && due.join() !== there.join()) check.fail('story_differs', null, { expected: due, found: there });
    const { template, values } = meaning.onTop || { template: Eal.tables.readme, values: { ...ledger, first, last: size - 1 } };
    if (readme) onTop(check, readme, template, values);
    return check;
  };

  function onTop(check, bytes, template, values) {
    const named = /^Specified {3}([0-9a-f]{64})$/m.exec(Eal.fromUtf8(bytes));
    const filled = { ...values, spec: named ? named[1] : '(a SHA-256 digest)' };
    const own = template.replace(/\{([a-z]+)\}/g, (_, name) => filled[name]);
    check.examine();
    if (Eal.fromUtf8(bytes) !== own) check.fail('readme_differs', null, { expected: own, found: Eal.fromUtf8(bytes) });
  }
})(Eal);
