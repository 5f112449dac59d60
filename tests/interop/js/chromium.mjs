// Looks at pages in a real browser, where there is one: asks axe-core what is wrong with them for people
// with disabilities, with contrast, which needs a layout, and whether they are wider than their window.
//
// It talks with Chromium over a pipe: nothing listens, and nothing is fetched. The browser is
// `chromium` on the path, or what OPENBADGES_CHROMIUM names.
//
// Request:
//   html    the page; without one, whether there is a browser is told
//   width   of the window, in pixels
//   scheme  "light" or "dark"
//   media   "screen" or "print"
//   end     true to end the browser
// Answer:
//   browser                 its version, or null where there is none
//   violations, incomplete  [{id, help, nodes: [the start of each element]}]
//   passes                  the rules that were tried on something and hold
//   wide                    by how many pixels the page is wider than its window

import axe from 'axe-core';
import {spawn} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

import {serve} from './lines.mjs';

let browser;

class Browser {
  constructor() {
    this.profile = mkdtempSync(join(tmpdir(), 'openbadges-chromium-'));
    this.waiting = new Map();
    this.last = 0;
    this.process = spawn(process.env.OPENBADGES_CHROMIUM ?? 'chromium', [
      '--headless', '--hide-scrollbars', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run',
      '--disable-background-networking', '--disable-component-update', '--disable-sync',
      '--host-resolver-rules=MAP * ~NOTFOUND', `--user-data-dir=${this.profile}`,
      '--remote-debugging-pipe', 'about:blank'
    ], {stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe']});
    this.gone = new Promise((_, reject) => {
      this.process.on('error', reject);
      this.process.on('exit', code => reject(new Error(`chromium ended with ${code}`)));
    });
    this.gone.catch(() => {});
    this.process.stdio[3].on('error', () => {});
    let pending = '';
    this.process.stdio[4].setEncoding('utf8').on('data', chunk => {
      const messages = (pending + chunk).split('\0');
      pending = messages.pop();
      for (const message of messages) {
        const {id, result, error} = JSON.parse(message);
        this.waiting.get(id)?.(error ? {failed: error.message} : {result});
        this.waiting.delete(id);
      }
    });
    process.on('exit', () => this.end());
  }

  async ask(method, params = {}, sessionId) {
    const id = ++this.last;
    const answer = new Promise(resolve => this.waiting.set(id, resolve));
    this.process.stdio[3].write(JSON.stringify({id, method, params, sessionId}) + '\0');
    const {result, failed} = await Promise.race([answer, this.gone]);
    if (failed) {
      throw new Error(`${method}: ${failed}`);
    }
    return result;
  }

  end() {
    this.process.kill('SIGKILL');
    rmSync(this.profile, {recursive: true, force: true});
  }
}

async function version() {
  browser ??= new Browser();
  try {
    return (await browser.ask('Browser.getVersion')).product;
  } catch {
    return null;
  }
}

async function look({html, width = 1280, scheme = 'light', media = 'screen'}) {
  const {targetId} = await browser.ask('Target.createTarget', {url: 'about:blank'});
  const {sessionId} = await browser.ask('Target.attachToTarget', {targetId, flatten: true});
  const ask = (method, params) => browser.ask(method, params, sessionId);
  await ask('Emulation.setDeviceMetricsOverride', {
    width, height: 900, deviceScaleFactor: 1, mobile: false
  });
  await ask('Emulation.setEmulatedMedia', {
    media, features: [{name: 'prefers-color-scheme', value: scheme}]
  });
  const {frameTree} = await ask('Page.getFrameTree');
  await ask('Page.setDocumentContent', {frameId: frameTree.frame.id, html});
  const evaluate = async expression => {
    const {result, exceptionDetails} =
      await ask('Runtime.evaluate', {expression, awaitPromise: true, returnByValue: true});
    if (exceptionDetails) {
      throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    }
    return result.value;
  };
  await evaluate(`${axe.source}; true`);
  const found = await evaluate(`axe.run(document, {
    resultTypes: ['violations', 'incomplete', 'passes']
  }).then(found => {
    const short = ({id, help, nodes}) =>
      ({id, help, nodes: nodes.slice(0, 5).map(node => node.html.slice(0, 200))});
    return {
      violations: found.violations.map(short),
      incomplete: found.incomplete.map(short),
      passes: found.passes.map(({id}) => id),
      wide: document.documentElement.scrollWidth - document.documentElement.clientWidth
    };
  })`);
  await browser.ask('Target.closeTarget', {targetId});
  return found;
}

await serve(async request => {
  if (request.end) {
    browser?.end();
    return {};
  }
  const product = await version();
  return product && request.html ? {browser: product, ...await look(request)} : {browser: product};
});
browser?.end();
