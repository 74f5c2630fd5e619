import './all.js';
import { runAll } from './harness.js';

const results = await runAll();
document.querySelector('#summary').textContent = `${results.passed} passed, ${results.failed} failed`;
for (const { name, message } of results.failures) {
  const item = document.createElement('li');
  item.textContent = `${name}: ${message}`;
  document.querySelector('#failures').append(item);
}
window.__results = results;
