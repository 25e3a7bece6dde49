import { describe, expect, it } from 'vitest';
import { toStepFailure } from '../../../src/runners/powershell/failures/to-step-failure.ts';

const CAUSE = { type: 'System.Exception', hresult: '80131500', web: '', http: 0, socket: 0 };
const CRYPTO = { ...CAUSE, type: 'System.Security.Cryptography.CryptographicException' };
const WEB = { ...CAUSE, type: 'System.Net.WebException', hresult: '80131509' };

function meaningOf(text: string, cause: Partial<typeof CAUSE>, more: { errorId?: string; target?: string } = {}) {
  const report = { code: null, message: 'x', inner: [text], exception: '', errorId: '', position: '', stack: '' };
  const causes = [CAUSE, { ...CAUSE, ...cause }];
  const { kind, code } = toStepFailure({ ...report, advice: '', target: '', causes, ...more }).error;
  return { kind, code };
}

/** One error as Windows says it in four languages, with the code that is the same in all. */
const ERRORS: readonly {
  what: string;
  texts: readonly string[];
  cause: Partial<typeof CAUSE>;
  more?: { errorId?: string; target?: string };
}[] = [
  {
    what: 'key-not-readable',
    texts: [
      'Keyset does not exist',
      'Der Schlüsselsatz ist nicht vorhanden.',
      'Le jeu de clés n’existe pas.',
      'キー セットがありません。',
    ],
    cause: { ...CRYPTO, hresult: '80090016' },
  },
  {
    what: 'certificate-is-cng',
    texts: [
      'Invalid provider type specified.',
      'Ungültiger Providertyp angegeben.',
      'Type de fournisseur non valide spécifié.',
      '無効なプロバイダーの種類が指定されました。',
    ],
    cause: { ...CRYPTO, hresult: '80090014' },
  },
  {
    what: 'provider-without-sha256',
    texts: [
      'Invalid algorithm specified',
      'Ungültiger Algorithmus angegeben.',
      'Algorithme spécifié non valide.',
      '無効なアルゴリズムが指定されました。',
    ],
    cause: { ...CRYPTO, hresult: '80090008' },
  },
  {
    what: 'pfx-not-importable',
    texts: [
      'The specified network password is not correct.',
      'Das angegebene Netzwerkkennwort ist falsch.',
      'Le mot de passe réseau spécifié est incorrect.',
      '指定されたネットワーク パスワードが間違っています。',
    ],
    cause: { ...CRYPTO, hresult: '80070056' },
  },
  {
    what: 'access-denied',
    texts: ['Access is denied.', 'Zugriff verweigert', 'Accès refusé.', 'アクセスが拒否されました。'],
    cause: { hresult: '80070005' },
  },
  {
    what: 'microsoft-unreachable',
    texts: [
      "The remote name could not be resolved: 'login.microsoftonline.com'",
      "Der Remotename konnte nicht aufgelöst werden: 'login.microsoftonline.com'",
      "Le nom distant n'a pas pu être résolu : 'login.microsoftonline.com'",
      "リモート名を解決できませんでした。: 'login.microsoftonline.com'",
    ],
    cause: { ...WEB, web: 'NameResolutionFailure' },
  },
  {
    what: 'tls-failed',
    texts: [
      'The request was aborted: Could not create SSL/TLS secure channel.',
      'Die Anfrage wurde abgebrochen: Es konnte kein geschützter SSL/TLS-Kanal erstellt werden..',
      'La demande a été abandonnée : Impossible de créer un canal sécurisé SSL/TLS.',
      '要求は中止されました: SSL/TLS のセキュリティで保護されているチャネルを作成できませんでした。',
    ],
    cause: { ...WEB, web: 'SecureChannelFailure' },
  },
  {
    what: 'proxy-authentication',
    texts: [
      'The remote server returned an error: (407) Proxy Authentication Required.',
      'Der Remoteserver hat einen Fehler zurückgegeben: (407) Proxyauthentifizierung erforderlich.',
      'Le serveur distant a retourné une erreur : (407) Authentification proxy requise.',
      'リモート サーバーがエラーを返しました: (407) プロキシ認証が必要です',
    ],
    cause: { ...WEB, web: 'ProtocolError', http: 407 },
  },
  {
    what: 'microsoft-timeout',
    texts: [
      'A task was canceled.',
      'Eine Aufgabe wurde abgebrochen.',
      'Une tâche a été annulée.',
      'タスクが取り消されました。',
    ],
    cause: { type: 'System.Threading.Tasks.TaskCanceledException', hresult: '8013153B' },
  },
  {
    what: 'microsoft-unreachable',
    texts: [
      'An error occurred while sending the request.',
      'Fehler beim Senden der Anforderung.',
      "Une erreur s'est produite lors de l'envoi de la demande.",
      'この要求の送信中にエラーが発生しました。',
    ],
    cause: { type: 'System.Net.Http.HttpRequestException' },
  },
  {
    what: 'microsoft-unreachable',
    texts: [
      'No such host is known',
      'Der angegebene Host ist unbekannt',
      'Hôte inconnu',
      'そのようなホストは不明です。',
    ],
    cause: { type: 'System.Net.Sockets.SocketException', socket: 11001 },
  },
  {
    what: 'new-service-principal-missing',
    texts: [
      "The term 'New-ServicePrincipal' is not recognized as the name of a cmdlet",
      'Die Benennung "New-ServicePrincipal" wurde nicht als Name eines Cmdlet erkannt',
      "Le terme «New-ServicePrincipal» n'est pas reconnu comme nom d'applet de commande",
      "用語 'New-ServicePrincipal' は、コマンドレットの名前として認識されません",
    ],
    cause: {},
    more: { errorId: 'CommandNotFoundException', target: 'New-ServicePrincipal' },
  },
  {
    what: 'execution-policy',
    texts: [
      'cannot be loaded because running scripts is disabled on this system',
      'kann nicht geladen werden, da die Ausführung von Skripts auf diesem System deaktiviert ist',
      "ne peut pas être chargé, car l'exécution de scripts est désactivée sur ce système",
      'このシステムではスクリプトの実行が無効になっているため、ファイルを読み込むことができません',
    ],
    cause: { type: 'System.Management.Automation.PSSecurityException' },
    more: { errorId: 'UnauthorizedAccess' },
  },
];

describe('the language of Windows', () => {
  it.each(ERRORS)('does not matter: $what', ({ what, texts, cause, more }) => {
    const [english, ...others] = texts.map((text) => meaningOf(text, cause, more));

    expect(english).toMatchObject({ code: what });
    for (const other of others) expect(other).toEqual(english);
  });

  it('does not hide what Entra says inside an error of the network', () => {
    const web = { ...WEB, web: 'ProtocolError', http: 401 };

    expect(meaningOf('AADSTS7000112: Application x is disabled.', web).code).toBe('application-disabled');
    expect(meaningOf('Nicht autorisiert', web).code).toBe('exchange-unauthorized');
    expect(meaningOf('UnAuthorized', { hresult: '80070005' }).code).toBe('exchange-unauthorized');
  });
});
