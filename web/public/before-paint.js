// Runs before the first paint, as a file of its own because the page allows no inline script:
// the colour scheme and the language of the last visit, so that nothing flashes.
(function () {
  var root = document.documentElement;
  var scheme = 'auto';
  try {
    scheme = localStorage.getItem('dure.scheme') || 'auto';
    root.lang = localStorage.getItem('dure.locale') || root.lang;
  } catch (e) {
    /* storage is refused: the defaults stand */
  }
  if (scheme !== 'light' && scheme !== 'dark') {
    scheme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  }
  root.setAttribute('data-mantine-color-scheme', scheme);
})();
