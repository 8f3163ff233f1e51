/** Second labels under which the registries of countries sell names: `co.uk`, `com.au`, `or.at`. */
const REGISTRY = /^(ac|co|com|edu|go|gob|gov|gouv|ltd|me|mil|ne|net|nom|or|org|plc|sch)\.[a-z]{2}$/;

/**
 * Hosts that give everybody a name of their own, as far as sites are commonly kept there. Not the whole public suffix
 * list: that is larger than what the Worker may load before its first answer.
 */
const SHARED_HOSTS =
  `amazonaws.com amplifyapp.com appspot.com awsapprunner.com azurefd.net azurestaticapps.net azurewebsites.net
  blob.core.windows.net blogspot.com bolt.host carrd.co cloudapp.net cloudfront.net codeberg.page codesandbox.io csb.app
  de.com deno.dev deno.net elasticbeanstalk.com eu.com firebaseapp.com fly.dev framer.app framer.website github.dev
  github.io githubusercontent.com gitlab.io gitpod.io glitch.me googleusercontent.com herokuapp.com
  hubspotpagebuilder.com lovable.app myshopify.com neocities.org netlify.app ngrok-free.app ngrok-free.dev ngrok.app
  ngrok.dev ngrok.io nip.io notion.site now.sh ondigitalocean.app onrender.com pages.dev r2.dev readthedocs.io repl.co
  replit.app replit.dev run.app s3.amazonaws.com sslip.io stackblitz.io surge.sh translate.goog trycloudflare.com
  uk.com up.railway.app us.com vercel.app vercel.dev web.app web.core.windows.net webcontainer.io webflow.io weebly.com
  wixsite.com wixstudio.com wordpress.com workers.dev`.split(/\s+/);

/**
 * The part behind `*.` of a rule if strangers can have a site there, so that the rule would let in more than one
 * owner's pages; undefined for every other origin.
 */
export function sharedSuffixOf(origin: string): string | undefined {
  const suffix = /:\/\/\*\.([^:/]*)/.exec(origin.toLowerCase())?.[1];
  return suffix !== undefined && isShared(suffix) ? suffix : undefined;
}

function isShared(suffix: string): boolean {
  const labels = suffix.split(".");
  // The last one is a number in an address of IPv4 only, whose end says nothing about its owner.
  if (labels.length < 2 || labels.includes("") || /^\d+$/.test(labels.at(-1) ?? "")) return true;
  return REGISTRY.test(suffix) || SHARED_HOSTS.some((host) => host === suffix || host.endsWith(`.${suffix}`));
}
