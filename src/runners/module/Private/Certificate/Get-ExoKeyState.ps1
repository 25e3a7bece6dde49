function Get-ExoKeyState {
    <#
    .SYNOPSIS
        Why a private key could not be opened: cng, missing, denied, or unknown. By code, not by text: Windows speaks
        the language of the server.
    .PARAMETER ErrorRecord
        What Open-ExoKey threw.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)]
        [System.Management.Automation.ErrorRecord] $ErrorRecord
    )
    # https://learn.microsoft.com/windows/win32/com/com-error-codes-4
    $meanings = @{
        '80090014' = 'cng'      # NTE_BAD_PROV_TYPE: a CNG key has the provider type 0
        '80090016' = 'missing'  # NTE_BAD_KEYSET
        '8009000D' = 'missing'  # NTE_NO_KEY
        '80070002' = 'missing'  # ERROR_FILE_NOT_FOUND
        '80090010' = 'denied'   # NTE_PERM
        '80070005' = 'denied'   # E_ACCESSDENIED
    }
    $exception = $ErrorRecord.Exception
    while ($null -ne $exception) {
        $code = '{0:X8}' -f $exception.HResult
        if ($meanings.ContainsKey($code)) { return $meanings[$code] }
        $exception = $exception.InnerException
    }
    'unknown'
}
