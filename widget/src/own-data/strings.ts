/** What the widget says about the visitor's own data. `#` stands for the agent's name. */
export interface OwnDataStrings {
  /** Tag of the language. */
  language: string;
  about: string;
  download: string;
  remove: string;
  /** The question before anything is deleted, and its two answers. */
  sure: string;
  yes: string;
  no: string;
  preparing: string;
  downloaded: string;
  removing: string;
  removed: string;
  notDownloaded: string;
  notRemoved: string;
  again: string;
  close: string;
  visitor: string;
  /** A person who answered in place of the agent, and what the visitor left in a form. */
  person: string;
  contact: string;
}

const ENGLISH: OwnDataStrings = {
  language: "en",
  about: "Your conversations with #",
  download: "Download a copy",
  remove: "Delete",
  sure: "Delete all your conversations with #? This cannot be undone.",
  yes: "Delete everything",
  no: "Cancel",
  preparing: "Preparing your copy…",
  downloaded: "Your copy has been downloaded.",
  removing: "Deleting…",
  removed: "Your conversations have been deleted.",
  notDownloaded: "Your copy could not be downloaded.",
  notRemoved: "Not everything could be deleted.",
  again: "Try again",
  close: "Close",
  visitor: "You",
  person: "Team",
  contact: "Your contact details",
};

const OTHERS: Readonly<Record<string, OwnDataStrings>> = {
  de: {
    language: "de",
    about: "Ihre Gespräche mit #",
    download: "Kopie herunterladen",
    remove: "Löschen",
    sure: "Alle Ihre Gespräche mit # löschen? Das lässt sich nicht rückgängig machen.",
    yes: "Alles löschen",
    no: "Abbrechen",
    preparing: "Ihre Kopie wird vorbereitet…",
    downloaded: "Ihre Kopie wurde heruntergeladen.",
    removing: "Wird gelöscht…",
    removed: "Ihre Gespräche wurden gelöscht.",
    notDownloaded: "Ihre Kopie konnte nicht heruntergeladen werden.",
    notRemoved: "Es konnte nicht alles gelöscht werden.",
    again: "Erneut versuchen",
    close: "Schließen",
    visitor: "Sie",
    person: "Team",
    contact: "Ihre Kontaktdaten",
  },
  es: {
    language: "es",
    about: "Sus conversaciones con #",
    download: "Descargar una copia",
    remove: "Eliminar",
    sure: "¿Eliminar todas sus conversaciones con #? No se puede deshacer.",
    yes: "Eliminar todo",
    no: "Cancelar",
    preparing: "Preparando su copia…",
    downloaded: "Su copia se ha descargado.",
    removing: "Eliminando…",
    removed: "Sus conversaciones se han eliminado.",
    notDownloaded: "No se ha podido descargar su copia.",
    notRemoved: "No se ha podido eliminar todo.",
    again: "Reintentar",
    close: "Cerrar",
    visitor: "Usted",
    person: "Equipo",
    contact: "Sus datos de contacto",
  },
  fr: {
    language: "fr",
    about: "Vos conversations avec #",
    download: "Télécharger une copie",
    remove: "Supprimer",
    sure: "Supprimer toutes vos conversations avec # ? Cette action est irréversible.",
    yes: "Tout supprimer",
    no: "Annuler",
    preparing: "Préparation de votre copie…",
    downloaded: "Votre copie a été téléchargée.",
    removing: "Suppression…",
    removed: "Vos conversations ont été supprimées.",
    notDownloaded: "Votre copie n’a pas pu être téléchargée.",
    notRemoved: "Tout n’a pas pu être supprimé.",
    again: "Réessayer",
    close: "Fermer",
    visitor: "Vous",
    person: "Équipe",
    contact: "Vos coordonnées",
  },
  tr: {
    language: "tr",
    about: "# ile sohbetleriniz",
    download: "Bir kopya indir",
    remove: "Sil",
    sure: "# ile tüm sohbetleriniz silinsin mi? Bu işlem geri alınamaz.",
    yes: "Hepsini sil",
    no: "Vazgeç",
    preparing: "Kopyanız hazırlanıyor…",
    downloaded: "Kopyanız indirildi.",
    removing: "Siliniyor…",
    removed: "Sohbetleriniz silindi.",
    notDownloaded: "Kopyanız indirilemedi.",
    notRemoved: "Her şey silinemedi.",
    again: "Yeniden dene",
    close: "Kapat",
    visitor: "Siz",
    person: "Ekip",
    contact: "İletişim bilgileriniz",
  },
};

/** As the rest of the widget speaks, by the same tag. */
export function ownDataStrings(tag: string): OwnDataStrings {
  return OTHERS[tag.slice(0, 2)] ?? ENGLISH;
}
