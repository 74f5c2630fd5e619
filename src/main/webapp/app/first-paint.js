// Not a module, so that it runs before the first paint: a chosen theme must not flash in the other one.
try {
  document.documentElement.dataset.theme = JSON.parse(localStorage.getItem('onetail') ?? '').theme;
} catch {
  // Nothing chosen, or nothing may be stored: as the system.
}
