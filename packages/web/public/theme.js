/* The chosen theme, before anything is painted. A file of its own: the page allows no inline scripts. */
(function () {
  try {
    var theme = localStorage.getItem('tracenest.theme');
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  } catch {
    /* Without storage the system's theme is used. */
  }
})();
