// Runs before the first paint, so that a theme chosen in the settings never flashes the other one.
try {
  const theme = localStorage.getItem("rally.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage is forbidden here: the system's theme it is.
}
