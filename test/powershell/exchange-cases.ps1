param([string] $ModuleFolder)
. (Join-Path -Path $PSScriptRoot -ChildPath 'world.ps1') -ModuleFolder $ModuleFolder

$connection = @{ TenantId = 'tenant'; Organization = 'contoso.onmicrosoft.com'; AppId = 'app'; Thumbprint = $thumbprint }
$principal = @{ ServicePrincipalId = 'object' }
$there = @{ Principals = @(@{ AppId = 'other'; ObjectId = 'else'; DisplayName = 'z' }, @{ AppId = 'APP'; ServiceId = 'OBJECT'; DisplayName = 'as it is' }) }
Add-Case 'test: there' $there { Test-ExoServicePrincipal @connection @principal }
Add-Case 'test: none' @{} { Test-ExoServicePrincipal @connection @principal }
Add-Case 'test: fails' @{ ConnectError = 'UnAuthorized' } { Test-ExoServicePrincipal @connection @principal }
Add-Case 'set: there' $there { Set-ExoServicePrincipal @connection @principal -DisplayName 'name' }
Add-Case 'set: none' @{} { Set-ExoServicePrincipal @connection @principal -DisplayName 'name' }
Add-Case 'set: not shown yet' @{ NewShows = $false } { Set-ExoServicePrincipal @connection @principal -DisplayName 'name' }
Add-Case 'set: same application, other object' @{ Principals = @(@{ AppId = 'app'; ObjectId = 'other'; DisplayName = 'z' }) } { Set-ExoServicePrincipal @connection @principal -DisplayName 'name' }
Add-Case 'set: made meanwhile' @{ NewError = 'The service principal already exists.' } { Set-ExoServicePrincipal @connection @principal -DisplayName 'name' }
Add-Case 'set: exists, not shown' @{ NewError = 'The service principal already exists.'; NewShows = $false } { Set-ExoServicePrincipal @connection @principal -DisplayName 'name' }
Add-Case 'set: refused' @{ NewError = 'New-ServicePrincipal is not present'; NewShows = $false } { Set-ExoServicePrincipal @connection @principal -DisplayName 'name' }
Add-Case 'remove: there' $there { Remove-ExoServicePrincipal @connection @principal }
Add-Case 'remove: none' @{} { Remove-ExoServicePrincipal @connection @principal }
Add-Case 'remove: other object' @{ Principals = @(@{ AppId = 'app'; ObjectId = 'other'; DisplayName = 'z' }) } { Remove-ExoServicePrincipal @connection @principal }
Add-Case 'remove: refused' ($there + @{ RemoveError = 'Remove-ServicePrincipal is not present' }) { Remove-ExoServicePrincipal @connection @principal }
Add-Case 'verify' @{} { Test-ExoConnection @connection -ConnectionUri 'https://ps.example/' -AuthorizationUri 'https://login.example/organizations' }
Add-Case 'verify: connected before' @{ Sessions = @([pscustomobject] @{ TenantID = 'x' }) } { Test-ExoConnection @connection }
Add-Case 'verify: other tenant' @{ Session = @{ TenantID = 'other' } } { Test-ExoConnection @connection }
Add-Case 'verify: token expired' @{ Session = @{ TokenStatus = 'Expired' } } { Test-ExoConnection @connection }
Add-Case 'verify: not compliance' @{ Session = @{ IsEopSession = $false } } { Test-ExoConnection @connection }
Add-Case 'verify: no key' @{ ConnectError = 'Keyset does not exist' } { Test-ExoConnection @connection }
Add-Case 'verify: no module' @{ Modules = @{} } { Test-ExoConnection @connection }
Add-Case 'search' @{} { Test-ExoSearchSession @connection }
Add-Case 'search: old module' @{ Modules = @{ ExchangeOnlineManagement = '3.10.0' } } { Test-ExoSearchSession @connection }
Add-Case 'search: fails' @{ SearchError = "Object reference`r`n not set" } { Test-ExoSearchSession @connection }
Add-Case 'temp with a dollar' @{ Temp = 'C:\Users\gmsa$\Temp\' } { Test-ExoConnection @connection }
Write-Result
