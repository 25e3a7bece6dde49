function ConvertTo-ExoErrorReport {
    <#
    .SYNOPSIS
        Says of an error record what the runner needs to tell a person what to do.
    .PARAMETER ErrorRecord
        What was caught.
    #>
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)]
        [System.Management.Automation.ErrorRecord] $ErrorRecord
    )
    $inner = @()
    $exception = $ErrorRecord.Exception.InnerException
    while ($null -ne $exception -and $inner.Count -lt 5) {
        $inner += [string] $exception.Message
        $exception = $exception.InnerException
    }
    $errorId = [string] $ErrorRecord.FullyQualifiedErrorId
    $code = $null
    if ($errorId -match '^Exo:(?<code>[a-z0-9-]+)') { $code = $Matches['code'] }
    $position = ''
    if ($null -ne $ErrorRecord.InvocationInfo) {
        $position = ([string] $ErrorRecord.InvocationInfo.PositionMessage -split "`n")[0].Trim()
    }
    [pscustomobject] @{
        code      = $code
        message   = [string] $ErrorRecord.Exception.Message
        inner     = @($inner)
        exception = $ErrorRecord.Exception.GetType().FullName
        errorId   = $errorId
        position  = $position
        stack     = [string] $ErrorRecord.ScriptStackTrace
    }
}
