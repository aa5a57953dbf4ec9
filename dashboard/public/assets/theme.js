// Sets the chosen theme before anything is painted. Knows no framework; ui/theme.ts changes the choice.
{
  const chosen = localStorage.getItem('nexorouter.theme')
  if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.theme = chosen
}
