// Runs before the first paint, so that a theme chosen in the settings never flashes the other one,
// and before the app, so that its translation and the parts for who is signed in are not fetched one after the other.
try {
  const theme = localStorage.getItem("rally.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  const [language] = (localStorage.getItem("rally.language") ?? navigator.language).split("-");
  for (const link of document.querySelectorAll("link[rel=translation]")) {
    if (link.hreflang === language) link.rel = "modulepreload";
  }
  if (localStorage.getItem("rally.session")) {
    for (const link of document.querySelectorAll("link[rel=signed-in]")) link.rel = "modulepreload";
  }
} catch {
  // Storage is forbidden here: the system's theme it is.
}
