/** Everything that an answer without a language model says in its own words. */
export interface Phrases {
  readonly notFound: string;
  /** The search itself failed; nothing is known of the answer. */
  readonly searchFailed: string;
  readonly hello: string;
  readonly thanks: string;
  readonly goodbye: string;
  /** Whole messages, lower case and without punctuation, that are a greeting and nothing else. */
  readonly helloWords: readonly string[];
  readonly thanksWords: readonly string[];
  readonly goodbyeWords: readonly string[];
  /** Words that point at what was said before. */
  readonly references: readonly string[];
  /** Beginnings that continue an earlier question. */
  readonly continuations: readonly string[];
  /** Beginnings of a question that asks for steps. */
  readonly howTo: readonly string[];
}

const EN: Phrases = {
  notFound: "I could not find anything about that in what I know. Could you put it another way, or ask something else?",
  searchFailed: "I cannot look that up at the moment. Please try again shortly.",
  hello: "Hello! What would you like to know?",
  thanks: "You are welcome! Is there anything else you would like to know?",
  goodbye: "Goodbye, and thank you for asking!",
  helloWords: [
    "hi",
    "hello",
    "hey",
    "hi there",
    "hello there",
    "hey there",
    "good morning",
    "good afternoon",
    "good evening",
    "howdy",
    "greetings",
  ],
  thanksWords: [
    "thanks",
    "thank you",
    "thank you very much",
    "thanks a lot",
    "many thanks",
    "thx",
    "ty",
    "cheers",
    "great thanks",
    "ok thanks",
    "perfect thanks",
    "thank you so much",
  ],
  goodbyeWords: ["bye", "goodbye", "bye bye", "see you", "see you later", "have a nice day"],
  references: [
    "it",
    "its",
    "that",
    "this",
    "they",
    "them",
    "their",
    "those",
    "these",
    "same",
    "both",
    "else",
    "instead",
  ],
  continuations: ["and", "or", "but", "so", "then", "also", "what about", "how about"],
  howTo: [
    "how do i",
    "how do we",
    "how do you",
    "how can i",
    "how can we",
    "how could i",
    "how should i",
    "how to",
    "what are the steps",
    "steps to",
    "where can i",
    "where do i",
  ],
};

const DE: Phrases = {
  notFound:
    "Dazu habe ich in meinem Wissen leider nichts gefunden. Können Sie die Frage anders stellen oder etwas anderes fragen?",
  searchFailed: "Ich kann das im Moment leider nicht nachschlagen. Bitte versuchen Sie es gleich noch einmal.",
  hello: "Hallo! Was möchten Sie wissen?",
  thanks: "Gern geschehen! Möchten Sie noch etwas wissen?",
  goodbye: "Auf Wiedersehen und danke für Ihre Frage!",
  helloWords: [
    "hallo",
    "hi",
    "hey",
    "guten tag",
    "guten morgen",
    "guten abend",
    "servus",
    "moin",
    "grüß gott",
    "grüezi",
  ],
  thanksWords: [
    "danke",
    "danke schön",
    "dankeschön",
    "vielen dank",
    "besten dank",
    "danke sehr",
    "herzlichen dank",
    "ok danke",
    "super danke",
  ],
  goodbyeWords: ["tschüss", "auf wiedersehen", "bis bald", "bis später", "ciao", "schönen tag noch"],
  references: [
    "es",
    "dies",
    "ihn",
    "ihm",
    "davon",
    "dafür",
    "damit",
    "dazu",
    "dabei",
    "dagegen",
    "dort",
    "beides",
    "stattdessen",
  ],
  continuations: ["und", "oder", "aber", "auch", "was ist mit", "wie ist es mit", "wie sieht es mit"],
  howTo: ["wie kann ich", "wie können wir", "wie mache ich", "wie kann man", "wie geht", "wie"],
};

const ES: Phrases = {
  notFound: "No he encontrado nada sobre eso en lo que sé. ¿Puede plantearlo de otra manera o preguntar otra cosa?",
  searchFailed: "No puedo consultarlo en este momento. Inténtelo de nuevo en breve.",
  hello: "¡Hola! ¿Qué le gustaría saber?",
  thanks: "¡De nada! ¿Desea saber algo más?",
  goodbye: "¡Hasta luego y gracias por preguntar!",
  helloWords: ["hola", "buenas", "buenos días", "buenas tardes", "buenas noches", "qué tal"],
  thanksWords: ["gracias", "muchas gracias", "mil gracias", "ok gracias", "vale gracias", "perfecto gracias"],
  goodbyeWords: ["adiós", "hasta luego", "hasta pronto", "chao"],
  references: ["eso", "esto", "ellos", "ellas", "él", "ella", "allí", "ambos"],
  continuations: ["y", "o", "pero", "también", "qué pasa con"],
  howTo: ["cómo puedo", "cómo se", "cómo hago", "como puedo", "pasos para", "cómo"],
};

const FR: Phrases = {
  notFound:
    "Je n'ai rien trouvé à ce sujet dans ce que je sais. Pouvez-vous le formuler autrement ou poser une autre question ?",
  searchFailed: "Je ne peux pas le rechercher pour le moment. Merci de réessayer dans un instant.",
  hello: "Bonjour ! Que souhaitez-vous savoir ?",
  thanks: "Avec plaisir ! Souhaitez-vous savoir autre chose ?",
  goodbye: "Au revoir, et merci de votre question !",
  helloWords: ["bonjour", "salut", "bonsoir", "coucou"],
  thanksWords: ["merci", "merci beaucoup", "merci bien", "un grand merci", "ok merci", "parfait merci", "super merci"],
  goodbyeWords: ["au revoir", "à bientôt", "à plus tard", "bonne journée"],
  references: ["ça", "cela", "ceci", "celui", "celle", "ceux", "celles", "ils", "elles", "lui", "leur"],
  continuations: ["et", "ou", "mais", "aussi", "qu'en est il"],
  howTo: ["comment"],
};

const TR: Phrases = {
  notFound:
    "Bildiklerim arasında bu konuda bir şey bulamadım. Soruyu başka türlü sorabilir ya da başka bir şey sorabilir misiniz?",
  searchFailed: "Şu anda buna bakamıyorum. Lütfen birazdan yeniden deneyin.",
  hello: "Merhaba! Ne öğrenmek istersiniz?",
  thanks: "Rica ederim! Öğrenmek istediğiniz başka bir şey var mı?",
  goodbye: "Hoşça kalın, sorduğunuz için teşekkürler!",
  helloWords: ["merhaba", "selam", "günaydın", "iyi günler", "iyi akşamlar", "merhabalar"],
  thanksWords: [
    "teşekkürler",
    "teşekkür ederim",
    "çok teşekkürler",
    "çok teşekkür ederim",
    "sağ ol",
    "sağolun",
    "sağ olun",
    "tamam teşekkürler",
  ],
  goodbyeWords: ["hoşça kal", "hoşça kalın", "güle güle", "görüşürüz", "görüşmek üzere"],
  references: ["onu", "bunu", "şunu", "onun", "bunun", "onlar", "bunlar", "onları", "bunları", "ona", "buna", "orada"],
  continuations: ["ve", "ya", "peki", "ama", "ayrıca"],
  howTo: ["nasıl"],
};

const CATALOGUE: Readonly<Record<string, Phrases>> = { en: EN, de: DE, es: ES, fr: FR, tr: TR };

/** The phrases of a BCP 47 tag's language, English where we have none. */
export function phrasesOf(locale: string): Phrases {
  const language = locale.split("-", 1)[0]?.toLowerCase() ?? "";
  return (Object.hasOwn(CATALOGUE, language) ? CATALOGUE[language] : undefined) ?? EN;
}
