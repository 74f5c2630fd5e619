import './all.js';
import { present, runAll } from './harness.js';

const results = await runAll();
present(document.querySelector('#summary')).textContent = `${results.passed} passed, ${results.failed} failed`;
for (const { name, message } of results.failures) {
  const item = document.createElement('li');
  item.textContent = `${name}: ${message}`;
  present(document.querySelector('#failures')).append(item);
}
Object.assign(window, { __results: results });
