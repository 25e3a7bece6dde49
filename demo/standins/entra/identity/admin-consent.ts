import type { Application, Tenant } from '../state/schema.ts';
import { findRegistration, type Store } from '../state/store.ts';
import type { Answer, Incoming } from '../wire/http.ts';
import { AadstsError, CONSENT_DECLINED, unknownApplication, unregisteredRedirect } from './aadsts.ts';
import { consent, declaredPermissions } from './consent.ts';
import { escapeHtml, html } from './page.ts';

/**
 * `/{tenant}/v2.0/adminconsent`: GET shows the page, POST is the administrator's click (`decision=accept|cancel`).
 * The redirect after a cancelled consent carries `admin_consent=True` too, as Microsoft's does.
 */
export function answerAdminConsent(store: Store, tenant: Tenant, request: Incoming): Answer {
  const query = request.url.searchParams;
  const appId = (query.get('client_id') ?? '').toLowerCase();
  const redirectUri = query.get('redirect_uri') ?? '';
  try {
    const registration = findRegistration(store, appId);
    const isOpen = registration?.application.signInAudience === 'AzureADMultipleOrgs';
    if (!registration || !(isOpen || registration.tenant.id === tenant.id)) {
      throw unknownApplication(appId, tenant.displayName);
    }
    if (!registration.application.web.redirectUris.includes(redirectUri))
      throw unregisteredRedirect(redirectUri, appId);
    if (request.method === 'GET') {
      return { status: 200, tenantId: tenant.id, body: page(tenant, registration.application) };
    }
    const accepted = new URLSearchParams(request.body).get('decision') === 'accept';
    if (accepted) consent(store, tenant, registration.application, registration.tenant.id);
    return redirect(tenant, redirectUri, query.get('state'), accepted);
  } catch (error) {
    if (!(error instanceof AadstsError)) throw error;
    return { status: 400, tenantId: tenant.id, body: html('Sorry, but we are having trouble', [error.message]) };
  }
}

function redirect(tenant: Tenant, redirectUri: string, state: string | null, accepted: boolean): Answer {
  const target = new URL(redirectUri);
  target.searchParams.set('admin_consent', 'True');
  if (state !== null) target.searchParams.set('state', state);
  if (accepted) {
    target.searchParams.set('tenant', tenant.id);
    target.searchParams.set('scope', 'https://graph.microsoft.com/.default');
  } else {
    target.searchParams.set('error', 'consent_required');
    target.searchParams.set('error_description', CONSENT_DECLINED);
  }
  return { status: 302, tenantId: tenant.id, headers: { location: target.href } };
}

function page(tenant: Tenant, application: Application): string {
  const permissions = declaredPermissions(tenant, application).map((name) => `<li>${escapeHtml(name)}</li>`);
  return html(
    `Consent as administrator of ${tenant.displayName}`,
    [`${application.displayName} asks for these permissions for your whole organization:`],
    `<ul>${permissions.join('')}</ul>
<form method="post">
<button name="decision" value="accept">Accept</button>
<button name="decision" value="cancel">Cancel</button>
</form>`,
  );
}
