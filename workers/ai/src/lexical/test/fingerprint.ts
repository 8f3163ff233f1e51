import { loadAnalyser } from "../analyse.ts";
import { termId } from "../term-id.ts";

const TEXTS: readonly (readonly [locale: string, text: string])[] = [
  ["en", "How do I reset the password of my createAuthClient account?"],
  ["es", "¿Cómo puedo solicitar la devolución de un artículo dañado?"],
  ["de", "Kündigungsfristen für Großkunden überprüfen"],
  ["tr", "İstanbul'daki mağazadan aldığım ürünü iade edebilir miyim? ISITMA"],
  ["el", "Πώς μπορώ να ακυρώσω τη συνδρομή μου;"],
  ["ru", "Как отменить подписку и вернуть деньги?"],
  ["ar", "كَيْفَ ألغي اشتراكي؟"],
  ["hi", "मैं अपना पासवर्ड कैसे बदलूँ?"],
  ["th", "ฉันจะยกเลิกการสมัครสมาชิกได้อย่างไร"],
  ["zh", "如何取消我的订阅 and 退款?"],
  ["ja", "パスワードを変更するにはどうすればよいですか"],
  ["ko", "구독을 어떻게 취소하나요?"],
];

/** A number for each text that changes with any term of it: the stored index depends on them. */
export function fingerprints(): Promise<string[]> {
  return Promise.all(
    TEXTS.map(async ([locale, text]) => {
      const { words, grams } = (await loadAnalyser(locale)).passage({ title: text, text });
      return `${locale} ${words.terms.length}/${grams.terms.length} ${termId(JSON.stringify([words, grams]))}`;
    }),
  );
}
