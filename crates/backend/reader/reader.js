// Reads the QR code of a filled-in 予診票: see docs/form-qr.md for every byte. All of it happens in this page; nothing
// is fetched and nothing is sent. Texts are put in as text, never as HTML: a code is somebody else's words.
'use strict';

(() => {
  const PREFIX = 'ITSUMO.F1:';
  const LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';
  const DOMAIN = new TextEncoder().encode('itsumo form 1\0');
  const LONGEST = 64 * 1024;

  const TEXT = {
    ja: {
      title: '予診票のQRコードを読む',
      lead: '紙の予診票のQRコードを、このブラウザーの中だけで読みます。どこにも送りません。',
      give: 'コードを読み取る',
      camera: 'カメラで読む',
      file: '画像を選ぶ',
      stop: 'やめる',
      paste: '読み取り機で読んだ文字は、ここに入れてください',
      read: '読む',
      foot: '署名は、同じ家族のアプリで書かれ、途中で変わっていないことを示します。誰の家族かは示しません。紙に印刷された16けたの数字とくらべてください。',
      denied: 'カメラを使えませんでした。画像を選ぶか、読み取り機で読んだ文字を下の欄に入れてください。',
      nothing: 'この画像にQRコードは見つかりませんでした。明るいところで、コード全体が入るように撮ってください。',
      'not-a-form': 'これは予診票のQRコードではありません。',
      newer: 'このコードは新しい版のアプリで作られました。このページを新しくしてから読んでください。',
      damaged: 'コードの一部が読めませんでした。もう一度読み取ってください。',
      signature: '署名が合いません。途中で変わったか、読みまちがえています。内容は表示しません。もう一度読み取り、同じなら紙の答えを見てください。',
      verified: '署名を確かめました。書かれたときから変わっていません。紙の数字とくらべてください。',
      unverified: 'このブラウザーは署名(Ed25519)を確かめる機能を持っていません。内容が変わっていないとは言えません。紙の答えとくらべてください。',
      shortened: '長い言葉は、コードに入れるために「…」で短くしてあります。全文は紙にあります。',
      child: '受ける人', name: '氏名', kana: 'ふりがな', birth: '生年月日', sex: '性別', female: '女', male: '男',
      visit: '接種の日', signed: '書かれた日時', temperature: '体温', taken: '測った時刻', vaccines: '今日受けるワクチン',
      tell: '医師に伝えること', none: 'ありません', answers: 'すべての答え', question: '質問', answer: '答え', words: 'くわしく',
      yes: 'はい', no: 'いいえ', open: '未回答', unknown: '(このページが知らない項目)',
      consent: '保護者の同意', 'consent-none': 'このコードには入っていません。診察と説明のあと、当日に確かめてください。',
      wishes: '接種を希望する', 'wishes-not': '接種を希望しない',
      mother: '母', father: '父', guardian: '保護者', self: '本人', other: 'その他',
      version: '質問の版',
    },
    en: {
      title: 'Read the QR code of a vaccination form',
      lead: 'The code on the paper form is read inside this browser only. Nothing is sent anywhere.',
      give: 'Scan the code',
      camera: 'Use the camera',
      file: 'Choose a picture',
      stop: 'Stop',
      paste: 'Text from a hand scanner goes here',
      read: 'Read',
      foot: 'The signature shows that one family’s app wrote this and that nothing has changed since. It does not say who the family is: compare the sixteen digits with those on the paper.',
      denied: 'The camera could not be used. Choose a picture, or put the text of a hand scanner into the field below.',
      nothing: 'No QR code was found in this picture. Take it in good light, with the whole code in it.',
      'not-a-form': 'This is not the QR code of a vaccination form.',
      newer: 'A newer version of the app made this code. Update this page, then read it again.',
      damaged: 'Part of the code could not be read. Scan it again.',
      signature: 'The signature does not fit: something was changed or misread. The content is not shown. Scan again; if that does not help, use the answers on the paper.',
      verified: 'The signature is good: nothing has changed since it was written. Compare the digits with the paper.',
      unverified: 'This browser cannot check the signature (Ed25519), so a change would go unnoticed. Compare with the answers on the paper.',
      shortened: 'Long words were cut with “…” to fit the code. The paper has them in full.',
      child: 'Who is to be vaccinated', name: 'Name', kana: 'Reading', birth: 'Born', sex: 'Sex', female: 'female', male: 'male',
      visit: 'Visit', signed: 'Written', temperature: 'Temperature', taken: 'Taken at', vaccines: 'Vaccines today',
      tell: 'For the doctor', none: 'Nothing', answers: 'All answers', question: 'Question', answer: 'Answer', words: 'Details',
      yes: 'Yes', no: 'No', open: 'Not answered', unknown: '(not known to this page)',
      consent: 'Guardian’s consent', 'consent-none': 'Not in this code. Ask for it on the day, after the examination and explanation.',
      wishes: 'Wishes the vaccination', 'wishes-not': 'Does not wish the vaccination',
      mother: 'mother', father: 'father', guardian: 'guardian', self: 'the person', other: 'other',
      version: 'Questions',
    },
  };

  // Part of the format: places never change, new words go to the end.
  const QUESTIONS = [
    ['birth', '生まれたとき、または生まれてすぐに、医師から気になると言われたことはあるか', 'Anything of concern at birth or soon after?'],
    ['checkup', '健診で、詳しい検査や経過を見ることをすすめられたことはあるか', 'Did a health check lead to further tests or closer watching?'],
    ['disease', '心臓・腎臓・肝臓・脳神経・血液・免疫などの病気や、生まれつきの病気で医師にかかっているか(かかったか)', 'Under a doctor’s care for a serious disease, or one present from birth?'],
    ['disease_agreed', 'その病気を診ている医師は、今日の接種を受けてよいと言っているか', 'Does the treating doctor agree to today’s vaccination?'],
    ['convulsion', 'ひきつけ(けいれん)を起こしたことがあるか', 'Ever had a convulsion?'],
    ['convulsion_fever', 'そのとき熱はあったか', 'Was there a fever at the time?'],
    ['allergy', '薬や食べ物で、発疹やじんましんが出たり、具合が悪くなったことがあるか', 'Rash, hives or illness from a medicine or food?'],
    ['past_reaction', 'これまでの予防接種のあとで、具合が悪くなったことがあるか', 'Unwell after an earlier vaccination?'],
    ['family_reaction', '家族や近い親せきに、予防接種のあとで具合が悪くなった人がいるか', 'A close relative unwell after a vaccination?'],
    ['family_immune', '家族や近い親せきに、先天性免疫不全と言われた人がいるか', 'A close relative with an immune deficiency from birth?'],
    ['rota_gi', '腸重積、治療の終わっていない生まれつきの胃腸の病気、重い免疫不全(SCID)のどれかがあるか', 'Intussusception, an untreated bowel condition from birth, or SCID?'],
    ['bcg_keloid', 'ケロイドと言われたことがあるか', 'Keloids?'],
    ['bcg_contact', '家族や身近な人に結核の人がいて、長い時間いっしょに過ごしたことがあるか', 'Long contact with somebody who has tuberculosis?'],
    ['hepb_birth', '母子感染を防ぐために、生まれてすぐB型肝炎ワクチンや免疫グロブリンを受けたか', 'Hepatitis B vaccine or immunoglobulin at birth?'],
    ['hepb_latex', 'ゴム製品でかゆくなったり、かぶれたりしたことがあるか', 'Itching or swelling from rubber?'],
    ['var_had', '水ぼうそう(水痘)にかかったことがあるか', 'Had chickenpox?'],
    ['mr_had', 'はしか(麻しん)または風しんにかかったことがあるか', 'Had measles or rubella?'],
    ['mumps_had', 'おたふくかぜにかかったことがあるか', 'Had mumps?'],
    ['hpv_faint', '注射や採血のときに、気分が悪くなったり倒れたりしたことがあるか', 'Fainted or felt ill at an injection or blood test?'],
    ['rsv_history', '妊娠高血圧症候群と言われたことがあるか', 'Pregnancy hypertension, now or earlier?'],
    ['unwell', '今日、体の具合の悪いところがあるか', 'Unwell today?'],
    ['recent_illness', 'この1か月のあいだに、病気にかかったか', 'Ill in the last month?'],
    ['contact', 'この1か月のあいだに、まわりに、はしか・風しん・水ぼうそう・おたふくかぜなどの人がいたか', 'Measles, rubella, chickenpox or mumps around the child in the last month?'],
    ['recent_vaccine', 'この1か月のあいだに、ほかの予防接種を受けたか', 'Vaccinated in the last month?'],
    ['transfusion', 'この6か月のあいだに、輸血やガンマグロブリンの注射を受けたか', 'Transfusion or gamma globulin in the last six months?'],
    ['pregnant', '受ける人が妊娠している可能性はあるか', 'Could the person to be vaccinated be pregnant?'],
    ['rsv_birth_near', '2週間以内に出産する予定や、早く生まれそうだと言われていることがあるか', 'Birth planned or expected within two weeks?'],
    ['questions', '今日の予防接種について、医師に聞きたいことがあるか', 'Anything to ask the doctor?'],
    ['explained', '説明書を読み、今日受けるワクチンの効果と副反応がわかったか', 'Leaflet read, effects and reactions understood?'],
  ];
  const SERIES = [
    ['DPT_IPV_HIB_1', '5種混合 第1期', '5-in-1 (diphtheria, pertussis, tetanus, polio, Hib)'],
    ['HIB', 'Hib(ヒブ)', 'Hib'],
    ['PCV', '小児用肺炎球菌', 'Pneumococcal (children)'],
    ['HEPB', 'B型肝炎', 'Hepatitis B'],
    ['ROTA', 'ロタウイルス', 'Rotavirus'],
    ['BCG', 'BCG(結核)', 'BCG (tuberculosis)'],
    ['MR1', '麻しん風しん(MR) 第1期', 'Measles and rubella (MR), first'],
    ['MR2', '麻しん風しん(MR) 第2期', 'Measles and rubella (MR), second'],
    ['VAR', '水痘(みずぼうそう)', 'Chickenpox'],
    ['JE1', '日本脳炎 第1期', 'Japanese encephalitis, first round'],
    ['JE2', '日本脳炎 第2期', 'Japanese encephalitis, second round'],
    ['DT2', '2種混合(DT) 第2期', 'Diphtheria and tetanus (DT)'],
    ['HPV', 'HPV(子宮頸がん予防)', 'HPV'],
    ['RSV_MATERNAL', 'RSウイルス(妊娠中の母子免疫)', 'RSV (in pregnancy)'],
    ['MUMPS', 'おたふくかぜ', 'Mumps'],
    ['FLU_INACT', 'インフルエンザ(注射)', 'Influenza (injection)'],
    ['FLU_LAIV', 'インフルエンザ(点鼻)', 'Influenza (nasal spray)'],
    ['COVID', '新型コロナ', 'COVID-19'],
  ];
  const DOSES = [
    ['primary-1', '初回1回目', 'first series, dose 1'],
    ['primary-2', '初回2回目', 'first series, dose 2'],
    ['primary-3', '初回3回目', 'first series, dose 3'],
    ['booster', '追加', 'booster'],
    ['single', '1回', 'single dose'],
    ['dose-1', '1回目', 'dose 1'],
    ['dose-2', '2回目', 'dose 2'],
    ['dose-3', '3回目', 'dose 3'],
    ['dose-4', '4回目', 'dose 4'],
  ];

  /** Why a code could not be read; `key` names the words for it. */
  class Trouble extends Error {
    constructor(key) {
      super(key);
      this.key = key;
    }
  }

  function base45(text) {
    const bytes = [];
    for (let at = 0; at < text.length; at += 3) {
      const group = [...text.slice(at, at + 3)].map((letter) => LETTERS.indexOf(letter));
      const value = group.reduce((sum, digit, place) => sum + digit * 45 ** place, 0);
      const whole = group.length === 3;
      if (group.length === 1 || group.includes(-1) || value > (whole ? 0xffff : 0xff)) throw new Trouble('damaged');
      if (whole) bytes.push(value >> 8);
      bytes.push(value & 0xff);
    }
    return Uint8Array.from(bytes);
  }

  async function inflate(bytes) {
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
    const reader = stream.getReader();
    const parts = [];
    let length = 0;
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        length += value.length;
        if (length > LONGEST) throw new Trouble('damaged');
        parts.push(value);
      }
    } catch {
      throw new Trouble('damaged');
    }
    return new Uint8Array(await new Blob(parts).arrayBuffer());
  }

  /** The fields one after the other; running out of bytes is damage. */
  class Fields {
    constructor(bytes) {
      this.bytes = bytes;
      this.at = 0;
    }
    number() {
      let value = 0;
      for (let place = 1; place < 2 ** 50; place *= 128) {
        if (this.at >= this.bytes.length) throw new Trouble('damaged');
        const byte = this.bytes[this.at++];
        value += (byte & 0x7f) * place;
        if (byte < 0x80) return value;
      }
      throw new Trouble('damaged');
    }
    text() {
      const length = this.number();
      if (this.at + length > this.bytes.length) throw new Trouble('damaged');
      const bytes = this.bytes.subarray(this.at, this.at + length);
      this.at += length;
      try {
        return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
      } catch {
        throw new Trouble('damaged');
      }
    }
    day() {
      const number = this.number();
      return number === 0 ? null : new Date(Date.UTC(1900, 0, number));
    }
    minute() {
      const number = this.number();
      return number === 0 ? null : new Date(Date.UTC(2020, 0, 1) + (number - 1) * 60000);
    }
    word(list) {
      const place = this.number();
      if (place === 0) return this.text();
      if (place > list.length) throw new Trouble('newer');
      return list[place - 1][0];
    }
    many(one) {
      const count = this.number();
      if (count > this.bytes.length) throw new Trouble('damaged');
      return Array.from({ length: count }, one);
    }
  }

  function readForm(bytes) {
    const fields = new Fields(bytes);
    const form = {
      at: fields.minute(), name: fields.text(), kana: fields.text(), birth: fields.day(),
      sex: [null, 'female', 'male'][fields.number()] ?? null, visit: fields.day(),
    };
    form.vaccines = fields.many(() => [fields.word(SERIES), fields.word(DOSES)]);
    const tenths = fields.number();
    form.temperature = tenths === 0 ? null : (tenths - 1) / 10;
    form.taken = fields.minute();
    form.version = fields.text();
    form.answers = fields.many(() => {
      const id = fields.word(QUESTIONS);
      const bits = fields.number();
      return { id, yes: [null, false, true][bits & 3] ?? null, tell: (bits & 4) !== 0, words: bits & 8 ? fields.text() : '' };
    });
    const wish = fields.number();
    form.consent = wish === 0 ? null : { wishes: wish === 2, at: fields.minute(), name: fields.text(), relation: fields.text() };
    return form;
  }

  /** `true`, `false`, or `null` where this browser cannot tell. */
  async function verify(key, signature, signed) {
    if (!globalThis.crypto?.subtle) return null;
    let imported;
    try {
      imported = await crypto.subtle.importKey('raw', key, { name: 'Ed25519' }, false, ['verify']);
    } catch (error) {
      // A key that is no point of the curve is a wrong signature, a missing algorithm is a lack of the browser.
      return error.name === 'DataError' ? false : null;
    }
    const said = new Uint8Array(DOMAIN.length + signed.length);
    said.set(DOMAIN);
    said.set(signed, DOMAIN.length);
    return crypto.subtle.verify({ name: 'Ed25519' }, imported, signature, said);
  }

  async function fingerprint(key) {
    if (!globalThis.crypto?.subtle) return null;
    const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', key));
    const number = hash.subarray(0, 8).reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
    const digits = String(number % 10n ** 16n).padStart(16, '0');
    return digits.match(/.{4}/g).join(' ');
  }

  /** Reads and verifies the text of a code. Throws `Trouble`. */
  async function decode(typed) {
    const text = typed.trim();
    if (!text.startsWith(PREFIX)) throw new Trouble(/^ITSUMO\.F\d/.test(text) ? 'newer' : 'not-a-form');
    const bytes = base45(text.slice(PREFIX.length));
    if (bytes.length < 2 + 32 + 64) throw new Trouble('damaged');
    const [version, flags] = bytes;
    if (version !== 1) throw new Trouble('newer');
    const signed = bytes.subarray(0, bytes.length - 64);
    const key = bytes.slice(2, 34);
    const verified = await verify(key, bytes.slice(bytes.length - 64), signed);
    if (verified === false) throw new Trouble('signature');
    const body = signed.slice(34);
    const form = readForm(flags & 1 ? await inflate(body) : body);
    return { form, verified, shortened: (flags & 2) !== 0, print: await fingerprint(key) };
  }

  // ---- what is shown ----

  const by = (id) => document.getElementById(id);
  let language = (navigator.language || 'ja').startsWith('ja') ? 'ja' : 'en';
  /** What is on the page now, so that another language can say it again. */
  let shown = null;
  const t = (key) => TEXT[language][key] ?? key;
  const named = (list, id) => list.find(([known]) => known === id)?.[language === 'ja' ? 1 : 2] ?? `${id} ${t('unknown')}`;
  const locale = () => (language === 'ja' ? 'ja-JP' : 'en-GB');
  const day = (date) => (date ? date.toLocaleDateString(locale(), { timeZone: 'UTC', dateStyle: 'long' }) : '');
  const moment = (date) => (date ? date.toLocaleString(locale(), { timeZone: 'Asia/Tokyo', dateStyle: 'medium', timeStyle: 'short' }) : '');

  function element(name, text, ...children) {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    made.append(...children);
    return made;
  }

  function pairs(rows) {
    const list = element('dl');
    for (const [name, value] of rows) if (value) list.append(element('dt', name), element('dd', value));
    return list;
  }

  function answersTable(answers) {
    const head = element('tr', '', ...['question', 'answer', 'words'].map((key) => {
      const cell = element('th', t(key));
      cell.scope = 'col';
      return cell;
    }));
    const rows = answers.map(({ id, yes, tell, words }) => {
      const question = element('th', named(QUESTIONS, id));
      question.scope = 'row';
      const row = element('tr', '', question, element('td', yes === null ? t('open') : t(yes ? 'yes' : 'no')), element('td', words));
      row.classList.toggle('tell', tell);
      return row;
    });
    return element('table', '', element('thead', '', head), element('tbody', '', ...rows));
  }

  function showForm({ form, verified, shortened, print }) {
    const say = by('say');
    say.className = `say ${verified ? 'good' : 'bad'}`;
    say.replaceChildren(element('span', t(verified ? 'verified' : 'unverified')));
    if (print) {
      const digits = element('span', print);
      digits.className = 'print';
      digits.id = 'print';
      say.append(element('br'), digits);
    }
    if (shortened) say.append(element('br'), element('span', t('shortened')));
    const fever = form.temperature !== null && form.temperature >= 37.5;
    const warm = form.temperature === null ? [] : [`${t('temperature')} ${form.temperature.toFixed(1)} ℃`];
    const tell = form.answers.filter((answer) => answer.tell);
    const order = new Map(QUESTIONS.map(([id], place) => [id, place]));
    const sorted = [...form.answers].sort((a, b) => (order.get(a.id) ?? 99) - (order.get(b.id) ?? 99));
    const consent = form.consent;
    by('form').replaceChildren(
      element('h2', t('child')),
      pairs([
        [t('name'), form.name], [t('kana'), form.kana], [t('birth'), day(form.birth)], [t('sex'), form.sex && t(form.sex)],
        [t('visit'), day(form.visit)],
        [t('temperature'), form.temperature === null ? '' : `${form.temperature.toFixed(1)} ℃`], [t('taken'), moment(form.taken)],
        [t('signed'), moment(form.at)], [t('version'), form.version],
      ]),
      element('h2', t('vaccines')),
      element('ul', '', ...form.vaccines.map(([series, dose]) => element('li', `${series.split('+').map((one) => named(SERIES, one)).join(' + ')}: ${named(DOSES, dose)}`))),
      element('h2', t('tell')),
      tell.length || fever
        ? element('ul', '', ...(fever ? warm.map((words) => element('li', words)) : []), ...tell.map(({ id, yes, words }) => element('li', `${named(QUESTIONS, id)}: ${t(yes ? 'yes' : 'no')}${words && ` (${words})`}`)))
        : element('p', t('none')),
      element('h2', t('answers')),
      answersTable(sorted),
      element('h2', t('consent')),
      consent
        ? pairs([[t(consent.wishes ? 'wishes' : 'wishes-not'), `${consent.name} (${t(consent.relation)})`], [t('signed'), moment(consent.at)]])
        : element('p', t('consent-none')),
    );
    say.hidden = false;
    by('form').hidden = false;
  }

  function showTrouble(key) {
    const say = by('say');
    say.className = 'say bad';
    say.textContent = t(key);
    say.hidden = false;
    by('form').hidden = true;
    by('form').replaceChildren();
  }

  function show() {
    document.documentElement.lang = language;
    document.title = t('title');
    for (const place of document.querySelectorAll('[data-text]')) place.textContent = t(place.dataset.text);
    for (const button of document.querySelectorAll('[data-lang]')) button.setAttribute('aria-pressed', String(button.dataset.lang === language));
    const lacks = by('lacks');
    if (lacks.dataset.key) lacks.textContent = t(lacks.dataset.key);
    if (shown?.form) showForm(shown);
    else if (shown?.trouble) showTrouble(shown.trouble);
  }

  async function read(text) {
    try {
      shown = await decode(text);
    } catch (error) {
      shown = { trouble: error instanceof Trouble ? error.key : 'damaged' };
    }
    show();
    by('say').scrollIntoView({ block: 'nearest' });
  }

  function lack(key) {
    const lacks = by('lacks');
    lacks.dataset.key = key;
    lacks.hidden = false;
    show();
  }

  // ---- camera and pictures ----

  let stream = null;

  function stop() {
    for (const track of stream?.getTracks() ?? []) track.stop();
    stream = null;
    by('finder').hidden = true;
  }

  async function look(detector) {
    const video = by('video');
    const once = async () => {
      if (!stream) return;
      const found = await detector.detect(video).catch(() => []);
      const code = found.find(({ rawValue }) => rawValue.startsWith('ITSUMO.F'));
      if (code) {
        stop();
        by('code').value = code.rawValue;
        await read(code.rawValue);
      } else {
        requestAnimationFrame(once);
      }
    };
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment', width: { ideal: 1920 } } });
    } catch {
      lack('denied');
      return;
    }
    by('finder').hidden = false;
    video.srcObject = stream;
    await video.play();
    requestAnimationFrame(once);
  }

  async function lookAt(detector, file) {
    const picture = await createImageBitmap(file).catch(() => null);
    const found = picture ? await detector.detect(picture).catch(() => []) : [];
    if (found.length === 0) {
      shown = { trouble: 'nothing' };
      show();
      return;
    }
    const code = found.find(({ rawValue }) => rawValue.startsWith('ITSUMO.F')) ?? found[0];
    by('code').value = code.rawValue;
    await read(code.rawValue);
  }

  async function begin() {
    for (const button of document.querySelectorAll('[data-lang]')) {
      button.addEventListener('click', () => {
        language = button.dataset.lang;
        show();
      });
    }
    by('read').addEventListener('click', () => read(by('code').value));
    // A hand scanner types the code and then Enter.
    by('code').addEventListener('keydown', (event) => {
      if (event.key === 'Enter') {
        event.preventDefault();
        read(by('code').value);
      }
    });
    by('code').addEventListener('paste', () => setTimeout(() => read(by('code').value)));
    const kinds = 'BarcodeDetector' in globalThis ? await BarcodeDetector.getSupportedFormats().catch(() => []) : [];
    // Where the browser cannot find codes, qr.js can.
    const detector = kinds.includes('qr_code') ? new BarcodeDetector({ formats: ['qr_code'] }) : qr;
    by('camera').addEventListener('click', () => look(detector));
    by('stop').addEventListener('click', stop);
    by('file').addEventListener('change', (event) => {
      const [file] = event.target.files;
      if (file) lookAt(detector, file);
    });
    show();
  }

  begin();
})();
