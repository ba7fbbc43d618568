(function (Eal) {
  if (typeof document === 'undefined') return;

  /** An element with text or children; nothing from a file is ever read as HTML. */
  function make(tag, content, attributes = {}) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    for (const part of Array.isArray(content) ? content : [content]) element.append(part);
    return element;
  }

  const classOf = (word) => word.replace(' ', '-');
  const told = (value) => Eal.shown(typeof value === 'string' ? value : JSON.stringify(value));

  function definitions(pairs) {
    return make('dl', pairs.filter(([, value]) => value).flatMap(([name, value]) => [make('dt', name), make('dd', value)]));
  }

  function verdict(found) {
    if (found.verdict === null) {
      const word = make('p', 'NOT READ', { class: 'word' });
      const rest = [make('p', `${found.message} [${found.code}]`), make('p', `Found: ${found.found}`), make('p', found.do)];
      return make('section', [word, ...rest], { id: 'verdict', class: 'UNREADABLE' });
    }
    const first = found.first_finding;
    const where = first && first.index !== null ? `entry ${first.index}, ` : '';
    const parts = [make('p', found.verdict, { class: 'word' }), make('p', Eal.verdictWords(found.verdict))];
    if (found.verified) parts.push(make('p', `VERIFIED: ${found.verified}.`));
    if (first) parts.push(make('p', `First problem: ${where}${first.check}: ${first.message}`));
    return make('section', parts, { id: 'verdict', class: classOf(found.verdict) });
  }

  function answer(found) {
    const [about, ...lines] = Eal.answerLines(found);
    return about ? [make('h2', 'What the proof says'), make('p', about), make('ul', lines.map((line) => make('li', line)))] : [];
  }

  function subject(found) {
    const { subject: about, inputs } = found;
    const files = Object.entries(inputs).filter(([, file]) => file.sha256);
    return definitions([
      ['Ledger', `${inputs.ledger.origin}, ${inputs.ledger.id}`],
      ['Entries', about.entries === null ? '' : String(about.entries)],
      ['Recorded', about.first_recorded_at ? `${about.first_recorded_at} to ${about.last_recorded_at}` : ''],
      ...files.map(([name, file]) => [`The ${name}`, `${Eal.shown(file.name)}, sha256 ${file.sha256}`]),
    ]);
  }

  function checkRow(check) {
    const isCounted = ['PASS', 'FAIL'].includes(check.result);
    const counts = isCounted ? `${check.examined - check.failed} of ${check.examined}` : Eal.shown(check.reason || '');
    const supply = check.supply ? `. To check it, supply: ${check.supply}` : '';
    return make('tr', [
      make('th', check.id, { scope: 'row' }),
      make('td', check.result, { class: classOf(check.result) }),
      make('td', check.title),
      make('td', counts + supply),
      make('td', check.required ? 'yes' : 'waived'),
    ]);
  }

  function table(checks) {
    const head = ['Check', 'Result', 'What', 'How many, or why not', 'Required'].map((text) => make('th', text, { scope: 'col' }));
    return make('table', [
      make('caption', 'Every check, and what became of it'),
      make('thead', make('tr', head)),
      make('tbody', checks.map(checkRow)),
    ]);
  }

  function finding(one) {
    const known = Eal.meaningOf(one.code);
    const where = one.index === null ? '' : `, entry ${one.index}`;
    return [
      make('h3', `${one.check}${where}: ${one.message}`),
      definitions([
        ['Code', one.code],
        ['Expected', told(one.expected)],
        ['Found', told(one.found)],
        ['Innocent cause', known.innocent],
        ['Hostile cause', known.hostile],
        ['What to do', known.do],
      ]),
    ];
  }

  const SHOWN_MAX = 200;

  function findings(checks) {
    const all = Eal.findingsOf(checks);
    if (!all.length) return [];
    const more = all.length > SHOWN_MAX ? [make('p', `And ${all.length - SHOWN_MAX} more, in the JSON report.`)] : [];
    return [make('h2', 'What was found'), ...all.slice(0, SHOWN_MAX).flatMap(finding), ...more];
  }

  function limits(found) {
    const lacking = found.cannot_show.length
      ? [make('h2', Eal.cannotShowWords(found)), make('ul', Eal.cannotShowLines(found).map((line) => make('li', line)))]
      : [];
    return [...lacking, make('h2', 'What this result does not establish'), make('ul', found.does_not_establish.map((line) => make('li', line)))];
  }

  /** The report as parts of a page; the verdict first, in plain words. */
  function rendered(found) {
    if (found.verdict === null) return [verdict(found)];
    const warnings = Eal.warnings(found).map((line) => make('p', Eal.shown(line), { class: 'warning' }));
    const kept = make('a', 'Save the report as JSON', { download: 'report.json', href: `data:application/json,${encodeURIComponent(Eal.reportText(found))}` });
    return [
      verdict(found),
      ...warnings,
      subject(found),
      ...answer(found),
      ...(found.checks.length ? [table(found.checks)] : []),
      ...findings(found.checks),
      ...limits(found),
      make('p', [kept, '. To keep it on paper, print this page.'], { id: 'again' }),
    ];
  }

  function show(parts) {
    const place = document.getElementById('report');
    place.replaceChildren(...parts);
    place.focus();
  }

  const bytesOf = async (file) => ({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) });

  async function check(event) {
    event.preventDefault();
    const [chosen, trust] = ['file', 'trust'].map((id) => document.getElementById(id).files);
    if (!chosen.length || !trust.length) return show([make('p', 'Choose what to check, and your trust file.', { class: 'warning' })]);
    show([make('p', 'Checking …')]);
    try {
      const files = await Promise.all(Array.from(chosen, bytesOf));
      return show(rendered(await Eal.verifyAny(files, await bytesOf(trust[0]))));
    } catch (error) {
      const refusal = new Eal.Refusal('verifier_fault', String(error && error.stack));
      return show(rendered(Eal.refusalDocument(refusal, 'file')));
    }
  }

  function dropping(id, input) {
    const place = document.getElementById(id);
    const over = (is) => (event) => {
      event.preventDefault();
      place.classList.toggle('over', is);
    };
    place.addEventListener('dragover', over(true));
    place.addEventListener('dragleave', over(false));
    place.addEventListener('drop', (event) => {
      over(false)(event);
      document.getElementById(input).files = event.dataTransfer.files;
    });
  }

  const form = document.getElementById('form');
  if (!form) return;
  form.addEventListener('submit', check);
  dropping('drop-file', 'file');
  dropping('drop-trust', 'trust');
})(Eal);
