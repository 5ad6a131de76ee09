// What the core formats itself is what the browser would have written.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Core, page_module } from '../support/modules.mjs';
import { program } from './support/edge.mjs';
import { World } from './support/world.mjs';

const currencies = 'GBP EUR USD JPY CNY INR KRW CHF KWD AUD CAD HKD TWD SEK'.split(' ');
const amount_minor = 1_234_567;

let world;
before(async () => { world = await new World().open(); });
after(() => world.close());

function textsIn(tree) {
  return typeof tree === 'string' ? tree : (tree.children ?? []).map(textsIn).join('');
}

// The widget of a programme that pays for each such amount, as text.
function written(core, currency, locale) {
  const earning = [{ ...program.earning[0], per_minor: amount_minor }];
  const handle = core.load({ program: { ...program, currency, earning } });
  const { view } = core.call(handle, 0, { call: 'view', widget: 'status', locale, member: '', now_ms: 0 });
  core.release(handle);
  return textsIn(view).replaceAll('\u00a0', ' ');
}

test('money is written as browsers write it, in both languages', async () => {
  const core = new Core(page_module);
  const page = await world.browser.newPage();
  for (const currency of currencies) {
    for (const locale of ['en', 'zh-CN']) {
      const expected = await page.evaluate(([language, code, minor]) => {
        const format = new Intl.NumberFormat(language, { style: 'currency', currency: code });
        return format.format(minor / 10 ** format.resolvedOptions().maximumFractionDigits);
      }, [locale === 'en' ? 'en-US' : locale, currency, amount_minor]);
      const text = written(core, currency, locale);
      assert.ok(text.includes(expected.replaceAll('\u00a0', ' ')), `${currency} ${locale}: ${expected}, not ${text}`);
    }
  }
});
