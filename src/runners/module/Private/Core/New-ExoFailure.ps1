function New-ExoFailure {
    <#
    .SYNOPSIS
        Makes the error record of a failure that this module recognised itself.
    .PARAMETER Code
        Stable, in kebab-case; the runner knows what to advise for it.
    .PARAMETER Message
        One sentence for the card.
    .PARAMETER Advice
        What to do, where it names an object; else the runner has the advice of the code.
    .EXAMPLE
        throw (New-ExoFailure -Code 'certificate-missing' -Message 'The certificate is not on this server.')
    #>
    [CmdletBinding()]
    [OutputType([System.Management.Automation.ErrorRecord])]
    param(
        [Parameter(Mandatory)]
        [string] $Code,

        [Parameter(Mandatory)]
        [string] $Message,

        [string] $Advice = ''
    )
    $exception = New-Object -TypeName System.InvalidOperationException -ArgumentList $Message
    $category = [System.Management.Automation.ErrorCategory]::InvalidOperation
    $record = New-Object -TypeName System.Management.Automation.ErrorRecord -ArgumentList $exception, "Exo:$Code", $category, $null
    if ($Advice) {
        $record.ErrorDetails = New-Object -TypeName System.Management.Automation.ErrorDetails -ArgumentList $Message
        $record.ErrorDetails.RecommendedAction = $Advice
    }
    $record
}
