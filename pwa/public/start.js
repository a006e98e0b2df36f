// Runs before the first paint, so that a theme chosen in the settings never flashes the other one,
// and before the app, so that whoever is signed in does not fetch its parts one after the other.
try {
  const theme = localStorage.getItem("rally.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  if (localStorage.getItem("rally.session")) {
    for (const link of document.querySelectorAll("link[rel=signed-in]")) link.rel = "modulepreload";
  }
} catch {
  // Storage is forbidden here: the system's theme it is.
}
