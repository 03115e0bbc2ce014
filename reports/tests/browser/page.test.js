"use strict";
// The report page in a real browser: page.test.js WSGAUNTLET MODULES OUT
// Exit code: 0 all passed, 1 something failed, 77 there is no browser or no module to drive it with.
const assert = require("node:assert/strict");
const fs = require("node:fs");
const path = require("node:path");
const { pathToFileURL } = require("node:url");

const [program, modules, out] = process.argv.slice(2, 5).map((word) => path.resolve(word));
const browserPath = ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find((file) => fs.existsSync(file));
const load = (name) => { try { return require(path.join(modules, "node_modules", name)); } catch { return null; } };
const playwright = load("playwright-core");
const axe = load("axe-core");
if (!browserPath || !playwright || !axe) {
  console.log("skipped: needs chromium, and playwright-core and axe-core (reports/tests/browser/install)");
  process.exit(77);
}

const results = [];
const test = async (name, work) => {
  try {
    const note = await work();
    results.push(true);
    console.log(`passed: ${name}${note ? `: ${note}` : ""}`);
  } catch (error) {
    results.push(false);
    console.log(`FAILED: ${name}: ${error.stack}`);
  }
};

// A look is repeated until it shows what it should, as nothing tells when a browser has done what it was told.
const kPatience = 60000;
const eventually = async (look) => {
  for (const end = Date.now() + kPatience; ;) {
    try { return await look(); } catch (error) { if (Date.now() > end) throw error; }
    await new Promise((again) => setTimeout(again, 20));
  }
};

const main = async () => {
  fs.rmSync(out, { recursive: true, force: true });
  fs.mkdirSync(out, { recursive: true });
  const pages = require("./pages.js").make(program, out);
  const browser = await playwright.chromium.launch({ executablePath: browserPath, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
  const small = pathToFileURL(pages.small).href, large = pathToFileURL(pages.large).href;
  const trouble = [];

  // A fresh page; whatever goes wrong in it, or leaves it, is kept.
  const open = async (url, options = {}) => {
    const context = await browser.newContext({ viewport: { width: 1500, height: 1000 }, ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(kPatience);
    page.on("pageerror", (error) => trouble.push(`error: ${error.message}`));
    page.on("console", (message) => { if (message.type() === "error") trouble.push(`console: ${message.text()}`); });
    page.on("request", (request) => { if (request.url().split("#")[0] !== url.split("#")[0]) trouble.push(`request: ${request.url().slice(0, 200)}`); });
    await page.goto(url);
    return page;
  };
  const count = (page) => page.locator("#count").textContent();
  const shot = (page, name) => page.screenshot({ path: path.join(out, `${name}.png`) });
  const paneTitle = (page) => page.locator("#pane-title").textContent();
  const hash = (page) => page.evaluate(() => decodeURIComponent(location.hash));
  const loaded = (page) => page.locator("#pane-body .command").waitFor();

  await test("the table shows sections, subjects and verdicts", async () => {
    const page = await open(small);
    await eventually(async () => assert.equal(await page.locator("#results-table thead tr:first-child th").count(), 4));
    await eventually(async () => assert.match(await page.locator("tr[data-row] th").first().textContent(), /^1\.1\.1 /));
    await eventually(async () => assert.equal(await count(page), `${pages.cases} of ${pages.cases} cases`));
    await eventually(async () => assert.ok(await page.locator("tr.stand-in").count() > 0, "rows far away are not made"));
    await shot(page, "results");
    await page.context().close();
  });

  await test("filters by verdict, section, requirement, severity and text, and the address keeps them", async () => {
    const page = await open(small);
    for (const value of ["ns", "ok", "info", "un", "no"]) await page.locator(`#verdicts input[value=${value}]`).uncheck();
    await eventually(async () => { for (const row of await page.locator("tr[data-row]").all()) assert.ok(await row.locator("td.fail").count() > 0); });
    const failed = await page.locator("tr[data-row]").count();
    assert.ok(failed > 3);
    await eventually(async () => assert.match(await hash(page), /verdict=fail$/));
    await page.reload();
    await eventually(async () => assert.equal(await page.locator("tr[data-row]").count(), failed));
    await page.locator("#section").selectOption("2");
    await eventually(async () => assert.ok((await page.locator("tr[data-row] th b").allTextContents()).every((id) => id.startsWith("2."))));
    await page.locator("#reset").click();
    await eventually(async () => assert.equal(await hash(page), "#results"));
    await page.locator("#req").fill("6455-5.2-rsv");
    await eventually(async () => assert.ok(parseInt(await count(page), 10) > 0 && parseInt(await count(page), 10) < 200));
    await page.locator("#reset").click();
    await page.locator("#severity").selectOption("critical");
    await eventually(async () => assert.ok(parseInt(await count(page), 10) < pages.cases));
    await page.locator("#reset").click();
    await page.locator("#find").fill("5.19");
    await eventually(async () => assert.equal(await count(page), `1 of ${pages.cases} cases`));
    await page.locator("#find").fill("no such thing");
    await eventually(async () => assert.equal(await count(page), `0 of ${pages.cases} cases`));
    await page.context().close();
  });

  await test("only differences, only unexpected, and subjects that are hidden", async () => {
    const page = await open(small + "#results?differ=1&hide=second");
    await eventually(async () => assert.match(await count(page), /^1 of /));
    await page.locator("#agents summary").click();
    await page.locator("#agents input").nth(2).uncheck();
    await eventually(async () => assert.match(await count(page), /^0 of /));
    await page.goto(small + "#results?unexpected=1");
    await eventually(async () => assert.ok(parseInt(await count(page), 10) > 1));
    await eventually(async () => { for (const row of await page.locator("tr[data-row]").all()) assert.ok(await row.locator(".x").count() > 0); });
    await page.context().close();
  });

  await test("a link to a case opens its pane: expected and seen, frames, command, statements", async () => {
    const page = await open(small + "#results?case=second/2.2");
    await loaded(page);
    await eventually(async () => assert.match(await paneTitle(page), /Failed.*second.*2\.2/));
    await eventually(async () => assert.match(await page.locator(".compare tr.differs").first().textContent(), /first difference.*pong.*nothing more/s));
    await eventually(async () => assert.match(await page.locator(".command code").textContent(), /^wsgauntlet conformance .*--cases 2\.2$/));
    await eventually(async () => assert.match(await page.locator(".wire").textContent(), /ping/i));
    await eventually(async () => assert.ok(await page.locator(".wire .octets code").first().textContent()));
    await eventually(async () => assert.ok(await page.locator("#pane-body .reqs li").count() > 0));
    await shot(page, "case");
    await page.keyboard.press("ArrowRight");
    await page.waitForFunction(() => document.getElementById("pane-title").textContent.includes("2.3"));
    await eventually(async () => assert.match(await hash(page), /case=second\/2\.3/));
    await page.keyboard.press("Escape");
    await eventually(async () => assert.equal(await page.locator("#pane").isVisible(), false));
    await eventually(async () => assert.equal(await hash(page), "#results"));
    await page.goto(small + "#second/2.2");
    await loaded(page);
    await eventually(async () => assert.match(await paneTitle(page), /2\.2/));
    await page.context().close();
  });

  await test("keyboard: / finds, arrows go from cell to cell, Enter opens, Escape comes back", async () => {
    const page = await open(small);
    await page.keyboard.press("/");
    await eventually(async () => assert.equal(await page.evaluate(() => document.activeElement.id), "find"));
    await page.locator("#matrix .scroll").focus();
    for (const key of ["ArrowDown", "ArrowDown", "ArrowRight"]) await page.keyboard.press(key);
    await page.keyboard.press("Enter");
    await loaded(page);
    await eventually(async () => assert.match(await paneTitle(page), /second · 1\.1\.2/));
    await page.keyboard.press("Escape");
    await eventually(async () => assert.equal(await page.evaluate(() => document.activeElement.dataset.row), "1"));
    await page.context().close();
  });

  await test("nothing of a hostile subject is markup", async () => {
    const page = await open(small + "#results?find=1.1.2");
    await page.locator("tr[data-row] td.fail a").first().click();
    await loaded(page);
    await page.locator("#pane-body details summary").click();
    await eventually(async () => assert.match(await page.locator("#pane-body details pre").last().textContent(), /<script>window\.hacked=2<\/script>/));
    await eventually(async () => assert.ok((await page.locator("#pane-body").textContent()).includes(pages.hostileName), "a broken rule and a death name it"));
    await eventually(async () => assert.ok((await paneTitle(page)).includes(pages.hostileName)));
    for (const view of ["findings", "mutants", "fuzz", "run"]) await page.goto(`${small}#${view}`);
    assert.equal(await page.evaluate(() => window.hacked), undefined);
    assert.equal(await page.locator("main img, main svg, dialog img, dialog svg").count(), 0);
    await page.context().close();
  });

  await test("views: findings, requirements, mutants, fuzzing, speed, the run, and links between them", async () => {
    const page = await open(small);
    const visible = async (id) => {
      await page.locator(`nav a[href="#${id}"]`).click();
      await eventually(async () => assert.equal(await page.locator("section.view:visible").count(), 1));
      await eventually(async () => assert.equal(await page.locator(`section.view[aria-labelledby="${id}"]`).isVisible(), true));
      await shot(page, id);
    };
    for (const id of ["findings", "requirements", "mutants", "fuzz", "bench", "run"]) await visible(id);
    await visible("bench");
    if (await page.locator("canvas").count() > 0) {
      const inked = () => page.evaluate(() => [...document.querySelectorAll("canvas")].filter((canvas) => canvas.offsetWidth > 0).every((canvas) => new Uint32Array(canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.buffer).some(Boolean)));
      await eventually(async () => assert.ok(await inked(), "charts are drawn"));
    }
    await visible("requirements");
    await page.locator("#requirement-failed").check();
    await eventually(async () => assert.match(await page.locator("#requirement-count").textContent(), /^[1-9]\d* statements$/));
    await page.locator(".reqtable tr:visible a[href^='#results?req=']").first().click();
    await eventually(async () => assert.ok(await page.locator("#req").inputValue()));
    await page.goto(small + "#6455-5.5.2-answer-ping");
    await eventually(async () => assert.equal(await page.locator("[id='6455-5.5.2-answer-ping']").isVisible(), true));
    await page.context().close();
  });

  await test("light and dark: the system's wish, the button, and a reload", async () => {
    const background = (page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const dark = await open(small, { colorScheme: "dark" });
    const light = await open(small, { colorScheme: "light" });
    const [ofDark, ofLight] = [await background(dark), await background(light)];
    assert.notEqual(ofDark, ofLight);
    await light.locator("#theme").click();
    await eventually(async () => assert.equal(await background(light), ofDark));
    await light.reload();
    await eventually(async () => assert.equal(await background(light), ofDark));
    await shot(light, "dark");
    await dark.context().close();
    await light.context().close();
  });

  await test("axe-core finds no serious problem, in light and dark, in any view", async () => {
    const problems = [];
    for (const colorScheme of ["light", "dark"]) {
      const page = await open(small, { colorScheme });
      for (const at of ["#results", "#results?case=second/2.2", "#findings", "#requirements", "#mutants", "#fuzz", "#bench", "#run"]) {
        await page.goto(small + at);
        if (at.includes("case=")) await loaded(page);
        await page.evaluate(axe.source);
        const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
        for (const one of violations) {
          if (!["serious", "critical"].includes(one.impact)) continue;
          problems.push(`${colorScheme} ${at}: ${one.id}: ${one.help}: ${one.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | ")}`);
        }
      }
      await page.context().close();
    }
    assert.deepEqual(problems, []);
  });

  await test("scripts off: a readable summary", async () => {
    const page = await open(small, { javaScriptEnabled: false });
    const text = await page.locator("main").innerText();
    for (const part of [/unexpected/, /1\.1 .*\n?/, /8 of 8/, /need scripts/, /What differs/, /Gate failed/, /statements of the RFCs/]) assert.match(text, part);
    await shot(page, "scripts-off");
    await page.context().close();
  });

  await test("prints all rows that the filters leave", async () => {
    const page = await open(small + "#results?section=5");
    await page.emulateMedia({ media: "print" });
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    await eventually(async () => assert.equal(await page.locator("tbody:not([hidden]) tr.stand-in").count(), 0));
    await eventually(async () => assert.equal(await page.locator("nav").isVisible(), false));
    assert.ok((await page.pdf()).length > 10000);
    await page.context().close();
  });

  await test(`20 subjects x ${pages.manyCases} cases`, async () => {
    const size = fs.statSync(pages.large).size;
    assert.ok(size < 15e6, `${size} octets`);
    const page = await open(large);
    await eventually(async () => assert.equal(await count(page), `${pages.manyCases} of ${pages.manyCases} cases`));
    assert.ok(await page.locator("td").count() < 30000, "most rows are not made at first");
    await page.locator("#matrix .scroll").evaluate((scroller) => { scroller.scrollTop = scroller.scrollHeight; });
    await page.locator(`tr[data-row="${pages.manyCases - 1}"]`).waitFor();
    await shot(page, "large");
    await page.goto(large + "#results?case=subject_20/1.1.1");
    await loaded(page);
    const paint = await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0].startTime);
    await page.context().close();
    return `${(size / 1e6).toFixed(1)} MB, first paint after ${Math.round(paint)} ms`;
  });

  await test("no error in any page, and no request left one", async () => { assert.deepEqual(trouble, []); });
  await browser.close();
  const failed = results.filter((passed) => !passed).length;
  console.log(`${results.length - failed} passed, ${failed} failed; screenshots in ${out}`);
  process.exit(failed ? 1 : 0);
};

main().catch((error) => { console.error(error); process.exit(1); });
