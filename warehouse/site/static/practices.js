/* The search over practices: all words must be found, filters combine, and the address keeps what was asked. */
"use strict";
(function () {
  const SHOWN_AT_ONCE = 50;
  const SNIPPET = 220;
  const READ_AT_ONCE = 200;
  const FIELDS = ["q", "country", "theme", "language", "shared"];
  const LETTERS = { ß: "ss", æ: "ae", œ: "oe", ø: "o", đ: "d", ð: "d", ł: "l", þ: "th", ı: "i", ħ: "h" };

  const form = document.getElementById("search");
  const count = document.getElementById("count");
  const results = document.getElementById("results");
  const more = document.getElementById("more");
  const countryNames = window.PRACTICES.countries;
  const languageNames = names("language");
  const practices = window.PRACTICES.practices.map(function (row, at) {
    const [id, title, text, countries, themes, terms, language] = row;
    return { at, id, title, text, countries, themes, terms, language };
  });
  let found = [];
  let asked = "";

  /* A word without capitals and accents: "Córdoba" gives "cordoba". */
  function fold(word) {
    return word
      .toLowerCase()
      .normalize("NFKD")
      .replace(/\p{M}/gu, "")
      .replace(/[ßæœøđðłþıħ]/g, (letter) => LETTERS[letter]);
  }

  function names(kind) {
    try {
      const known = new Intl.DisplayNames(["en"], { type: kind, fallback: "code" });
      return (code) => known.of(code);
    } catch (_unknown) {
      return (code) => code;
    }
  }

  function searched(practice, field) {
    switch (field) {
      case "countries":
        return practice.countries.map((iso3) => `${iso3} ${countryNames[iso3]}`).join(" ");
      case "themes":
        return practice.themes.join(" ");
      case "terms":
        return practice.terms.join(" ");
      case "language":
        return practice.language && `${practice.language} ${languageNames(practice.language)}`;
      case "at":
        return practice.at;
      default:
        return practice[field];
    }
  }

  const index = new MiniSearch({
    idField: "at",
    fields: ["title", "countries", "themes", "terms", "language", "text"],
    extractField: searched,
    processTerm: (term) => fold(term) || null,
    searchOptions: {
      combineWith: "AND",
      boost: { title: 6, countries: 3, themes: 2 },
      prefix: (_term, at, terms) => at === terms.length - 1,
    },
  });
  /* Thousands of practices take a second: they are read in parts, between which the page answers. */
  const reading = index.addAllAsync(practices, { chunkSize: READ_AT_ONCE });
  let isRead = false;

  /* The practices that hold all words; where none does, those with words that are nearly so. */
  function searchedFor(words) {
    const exact = index.search(words);
    const hits = exact.length ? exact : index.search(words, { fuzzy: (term) => (term.length > 4 ? 0.2 : false) });
    hits.sort((one, other) => other.score - one.score || one.id - other.id);
    return { nearly: !exact.length && hits.length > 0, hits: hits.map((hit) => practices[hit.id]) };
  }

  function fits(practice, wanted) {
    return (
      (!wanted.country || practice.countries.includes(wanted.country)) &&
      (!wanted.theme || practice.themes.includes(wanted.theme)) &&
      (!wanted.language || practice.language === wanted.language) &&
      (!wanted.shared || practice.countries.length >= Number(wanted.shared))
    );
  }

  function wanted() {
    return Object.fromEntries(FIELDS.map((name) => [name, form.elements[name].value]));
  }

  function update() {
    const now = wanted();
    keep(now);
    if (now.q.trim() && !isRead) {
      count.textContent = "Reading the practices …";
      return;
    }
    const answer = now.q.trim() ? searchedFor(now.q) : { nearly: false, hits: practices };
    found = answer.hits.filter((practice) => fits(practice, now));
    asked = now.q;
    const number = found.length.toLocaleString("en");
    const what = found.length === 1 ? "practice" : "practices";
    const hint = found.length ? "" : ": leave out a word or a filter";
    count.textContent = `${number} ${what}${answer.nearly ? " with similar words; none has all of these" : ""}${hint}`;
    results.replaceChildren();
    show();
  }

  function keep(now) {
    const given = new URLSearchParams(Object.entries(now).filter(([, value]) => value));
    const hash = given.toString();
    history.replaceState(null, "", hash ? `#${hash}` : location.pathname + location.search);
  }

  function show() {
    const from = results.childElementCount;
    const next = found.slice(from, from + SHOWN_AT_ONCE);
    results.append(...next.map(item));
    more.hidden = from + next.length >= found.length;
  }

  function element(name, className, ...children) {
    const made = document.createElement(name);
    if (className) {
      made.className = className;
    }
    made.append(...children);
    return made;
  }

  function item(practice) {
    const link = element("a", "", ...marked(practice.title));
    link.href = `${practice.id}.html`;
    const where = practice.countries.map((iso3) => countryNames[iso3]).join(", ");
    const about = [where, practice.language && languageNames(practice.language), ...practice.themes];
    const parts = [element("h2", "", link), element("p", "note", about.filter(Boolean).join(" · "))];
    if (practice.text) {
      parts.push(element("p", "snippet", ...marked(snippet(practice.text))));
    }
    return element("li", "", ...parts);
  }

  function words() {
    return fold(asked)
      .split(/[^\p{L}\p{N}]+/u)
      .filter(Boolean);
  }

  /* The text around the first word that was asked for. */
  function snippet(text) {
    const flat = text.replace(/\s+/g, " ");
    const sought = words();
    const parts = flat.split(/(?<=\s)/);
    let length = 0;
    let start = 0;
    for (const part of parts) {
      if (sought.some((word) => fold(part).startsWith(word))) {
        start = Math.max(0, length - SNIPPET / 3);
        break;
      }
      length += part.length;
    }
    const from = start === 0 ? 0 : flat.indexOf(" ", start) + 1;
    const rest = flat.slice(from);
    const cut = rest.length > SNIPPET ? `${rest.slice(0, SNIPPET).replace(/\s\S*$/, "")} …` : rest;
    return `${from ? "… " : ""}${cut}`;
  }

  /* A text with the words that were asked for marked, as nodes: what pages print is never read as markup. */
  function marked(text) {
    const sought = words();
    if (!sought.length) {
      return [text];
    }
    return text.split(/([\p{L}\p{N}\p{M}]+)/u).map(function (part) {
      return sought.some((word) => fold(part).startsWith(word)) ? element("mark", "", part) : part;
    });
  }

  function options(name, values, label) {
    const counts = new Map();
    values.forEach((value) => counts.set(value, (counts.get(value) || 0) + 1));
    const choices = [...counts].map(([value, number]) => [label(value), value, number]);
    choices.sort((one, other) => one[0].localeCompare(other[0], "en"));
    for (const [text, value, number] of choices) {
      form.elements[name].append(new Option(`${text} (${number})`, value));
    }
    form.elements[name].parentElement.hidden = !choices.length;
  }

  function read() {
    const given = new URLSearchParams(location.hash.slice(1));
    for (const name of FIELDS) {
      form.elements[name].value = given.get(name) || "";
    }
    update();
  }

  options("country", practices.flatMap((one) => one.countries), (iso3) => countryNames[iso3]);
  options("theme", practices.flatMap((one) => one.themes), (theme) => theme);
  options("language", practices.map((one) => one.language).filter(Boolean), languageNames);
  form.hidden = false;
  form.addEventListener("input", update);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(update));
  more.addEventListener("click", function () {
    const next = results.childElementCount;
    show();
    results.children[next].querySelector("a").focus();
  });
  window.addEventListener("hashchange", read);
  reading.then(function () {
    isRead = true;
    if (wanted().q.trim()) {
      update();
    }
  });
  read();
})();
