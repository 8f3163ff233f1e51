/**
 * Words that shape a question and say nothing of its subject. In a small corpus some of them are rare
 * ("how" in a manual), so idf alone would take them for the most telling words.
 */
const STOP_WORDS: Readonly<Record<string, string>> = {
  de: `aber als am an auch auf aus bei bin bis bist da das dass dein deine dem den der des die dies diese diesem diesen
    dieser dieses doch du durch ein eine einem einen einer eines er es euch für hat hatte hatten haben habe ich ihm ihn
    ihr ihre ihrem ihren ihrer im in ist ja kann kein keine können man mein meine mich mir mit muss nach nicht noch nur
    ob oder ohne sehr sein seine seinem seinen seiner sich sie sind so soll um und uns unser unter vom von vor war waren
    warum was weil welche welchem welchen welcher welches wenn wer wem wen werden wie wieviel wird wo woher wohin wurde
    wurden zu zum zur über`,
  en: `a about after am an and any are as at be been before being but by can could d did do does doing don for from had
    has have having he her here him his how i if in into is it its just ll m may me might must my no not of on or our re
    s shall she should so some such t than that the their them then there these they this those to too us ve was we were
    what when where which who whom whose why will with would you your`,
  es: `a al algo como con cual cuales cuál cuáles cuando cuándo cuanta cuánta cuanto cuánto cuántos cuántas cómo de del
    desde donde dónde durante e el él ella ellas ellos en entre era eran es esa ese eso esta está están este esto estos
    estas fue fueron ha han hasta hay la las le les lo los mas más me mi mis muy no nos o para pero por porque que qué
    quien quién quienes quiénes se ser si sí sin sobre son su sus también te tiene tu tus un una uno unos unas y ya yo`,
  fr: `à au aux avec ce ces cet cette comment d dans de des du elle elles en est et eu il ils j je l la le les leur leurs
    lui ma mais me mes moi mon même n ne nos notre nous on ont ou où par pas peut pour pourquoi puis qu quand que quel
    quelle quelles quels qui quoi s sa sans se ses son sont sur ta te tes toi ton tu un une vos votre vous y`,
  it: `a ai al alla alle anche che chi ci come con cosa cui da dal dalla dei del della delle di dove e è gli ha hanno ho i
    il in io l la le lei lo loro lui ma mi nel nella non o per perché più qual quale quali quando quanto questa questo
    se si sono su sua sul sulla suo ti tra tu un una uno`,
  nl: `aan als bij dat de der deze die dit door een en er ge haar had heb hebben heeft hem het hij hoe hun ik in is je
    jij kan me met mij mijn naar niet nog of om onder ons ook op over te tot u uit van voor waar waarom wanneer was wat
    we welk welke wie wij wordt ze zich zij zijn`,
  pt: `a à ao aos as às com como da das de do dos e é ela elas ele eles em entre era essa esse esta está este eu foi há
    isso já lhe mais mas me meu minha muito na não nas nem no nos nós o onde os ou para pela pelo por porque qual quais
    quando quanto que quem se sem ser seu seus são só sua suas também te tem um uma você vocês`,
  tr: `acaba ama ancak arasında bana bazı ben beni benim bir biri biz bize bu buna bunu bunun da daha de değil diye
    dolayı en fakat gibi göre hangi hangileri hangisi hem hep her hiç için ile ise kaç kadar ki kim kimdir kime kimin mi
    midir mu mudur mü müdür mı mıdır nasıl ne neden nedir nerede nereden nereye niçin niye o olan olarak oldu olduğu
    olup on ona onlar onu onun sen siz sonra tarafından var vardır ve veya ya yani yok zaman şey şu`,
};

const sets = new Map<string, ReadonlySet<string>>();

/** Lower-cased, unfolded; empty for a language without a list. */
export function stopWordsOf(language: string): ReadonlySet<string> {
  const known = sets.get(language);
  if (known) return known;
  const words = Object.hasOwn(STOP_WORDS, language) ? (STOP_WORDS[language] ?? "") : "";
  const set = new Set(words.split(/\s+/).filter((word) => word !== ""));
  sets.set(language, set);
  return set;
}
