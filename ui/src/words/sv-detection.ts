// Svenska: hur adressen hittas, i inställningarna.
import type { detection as english } from './en-detection';

export const detection: typeof english = {
  agreement:
    'En ny adress blir trodd när två oberoende operatörer berättar samma, minst en av dem över en säker anslutning. Innan dess ändras inget.',
  router: 'Fråga routern också',
  routerHelp: 'Med NAT-PMP och UPnP, bara datorns egen router. Den berättar ofta om en ändring genast.',
  sources: 'Vilka som frågas',
  sourcesHelp:
    'De som frågats på sistone och de som är avstängda. De turas om, så att ingen frågas mer än nödvändigt.',
  runBy: (way, operator) => `${way}, drivs av ${operator}`,
};
